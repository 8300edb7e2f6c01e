//! The worker's sandbox: should a file take the worker over, it can write to no file and open no network connection.
//!
//! Landlock (Linux 5.13 and later) forbids every change below `/` except writing to `/dev/null`, and signals to processes
//! other than the worker's own children. A seccomp filter forbids making sockets. Child processes inherit both, and
//! neither can be undone. A kernel may lack one or both: [`Sandbox`] says which hold.

/// Which restrictions hold for this process and what it starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sandbox {
    /// No file can be written.
    pub(super) files: bool,
    /// No socket can be made.
    pub(super) network: bool,
}

/// Restricts this thread and all threads and processes that it starts from now on.
#[cfg(target_os = "linux")]
pub(super) fn enter() -> Sandbox {
    // Landlock first: it says that no privileges are to be gained any more, which the filter needs.
    Sandbox { files: linux::forbid_writing().unwrap_or(false), network: linux::forbid_sockets().is_some() }
}

/// Other systems have no sandbox that is used here.
#[cfg(not(target_os = "linux"))]
pub(super) fn enter() -> Sandbox {
    Sandbox { files: false, network: false }
}

/// Which restrictions a worker can have on this machine: a thread that ends at once tries them.
pub(super) fn probe() -> Sandbox {
    std::thread::spawn(enter).join().unwrap_or_default()
}

#[cfg(target_os = "linux")]
mod linux {
    use landlock::{
        ABI, AccessFs, PathBeneath, PathFd, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetError, RulesetStatus,
        Scope,
    };
    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};
    use std::collections::BTreeMap;

    /// The newest kernel interface whose rights are named here; older kernels know fewer, and forbid those.
    const KNOWN: ABI = ABI::V6;

    /// Whether writing is forbidden from now on.
    pub(super) fn forbid_writing() -> Result<bool, RulesetError> {
        let mut ruleset =
            Ruleset::default().handle_access(AccessFs::from_write(KNOWN))?.scope(Scope::Signal)?.create()?;
        if let Ok(nowhere) = PathFd::new("/dev/null") {
            ruleset = ruleset.add_rule(PathBeneath::new(nowhere, AccessFs::WriteFile | AccessFs::Truncate))?;
        }
        Ok(ruleset.restrict_self()?.ruleset != RulesetStatus::NotEnforced)
    }

    /// Has the kernel refuse sockets, and the interface by which they could be made past this filter.
    pub(super) fn forbid_sockets() -> Option<()> {
        seccompiler::apply_filter(&filter()?).ok()
    }

    /// The filter for this processor, if it is one that filters can be made for.
    fn filter() -> Option<BpfProgram> {
        let refused = [libc::SYS_socket, libc::SYS_io_uring_setup].map(|call| (call, Vec::new()));
        let denied = SeccompAction::Errno(u32::try_from(libc::EPERM).ok()?);
        let processor = std::env::consts::ARCH.try_into().ok()?;
        SeccompFilter::new(BTreeMap::from(refused), SeccompAction::Allow, denied, processor).ok()?.try_into().ok()
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::fs::{self, File};
    use std::net::{TcpListener, TcpStream, UdpSocket};
    use std::os::unix::net::UnixListener;
    use std::process::{Command, Stdio};

    /// Runs a test in the sandbox, which holds for a thread of its own here.
    fn in_sandbox<T: Send + 'static>(test: impl FnOnce(Sandbox) -> T + Send + 'static) -> T {
        std::thread::spawn(|| test(enter())).join().unwrap_or_else(|cause| std::panic::resume_unwind(cause))
    }

    #[test]
    fn no_file_can_be_written() {
        if !probe().files {
            // The kernel has no Landlock: the sandbox must not claim to hold, and `status` says that it does not.
            assert!(std::env::var_os("STRATMINE_CI").is_none(), "this kernel has no Landlock");
            assert!(!in_sandbox(|sandbox| sandbox.files));
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("there");
        fs::write(&path, "as it was").unwrap();
        let inner = folder.path().to_owned();
        in_sandbox(move |sandbox| {
            assert!(sandbox.files);
            let path = inner.join("there");
            assert_eq!(fs::read_to_string(&path).unwrap(), "as it was");
            assert!(File::create(inner.join("new")).is_err());
            assert!(File::options().append(true).open(&path).is_err());
            assert!(fs::write(&path, "otherwise").is_err());
            assert!(fs::remove_file(&path).is_err());
            assert!(fs::rename(&path, inner.join("moved")).is_err());
            assert!(fs::create_dir(inner.join("folder")).is_err());
            assert!(std::os::unix::fs::symlink(&path, inner.join("link")).is_err());
            assert!(fs::write("/dev/null", "nothing").is_ok());
            // A child process is restricted too.
            let mut shell = Command::new("/bin/sh");
            shell.arg("-c").arg(format!("echo x > {}", inner.join("new").display()));
            assert!(!shell.stdin(Stdio::null()).stderr(Stdio::null()).status().unwrap().success());
        });
        assert_eq!(fs::read_to_string(&path).unwrap(), "as it was");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn no_socket_can_be_made() {
        let host = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = host.local_addr().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let name = folder.path().join("socket");
        in_sandbox(move |sandbox| {
            assert!(sandbox.network);
            assert!(TcpStream::connect(address).is_err());
            assert!(TcpListener::bind("127.0.0.1:0").is_err());
            assert!(UdpSocket::bind("127.0.0.1:0").is_err());
            assert!(UnixListener::bind(name).is_err());
        });
        assert!(TcpStream::connect(address).is_ok(), "the sandbox holds only for the thread that entered it");
    }

    #[test]
    fn the_probe_tells_what_a_worker_gets() {
        assert_eq!(in_sandbox(|sandbox| sandbox), probe());
    }
}
