//! The program: hands the arguments to [`stratmine::cli`] and its verdict to the shell.

fn main() -> std::process::ExitCode {
    stratmine::cli::main()
}
