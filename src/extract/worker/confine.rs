//! What the kernel keeps a worker from, should a file take it over: writing to any file, and speaking to anybody but its caller.
//!
//! Landlock (Linux 5.13 and later) forbids every change below `/` but writing to `/dev/null`, and signals to others than the worker's own
//! children; a seccomp filter forbids making sockets. Both are inherited by what the worker starts, and neither can be undone. Where
//! the kernel does not know them they are done without: [`Confinement`] says which hold.

/// Which bars are up, in this process and what it starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Confinement {
    /// No file can be written.
    pub(super) files: bool,
    /// No socket can be made.
    pub(super) network: bool,
}

/// Puts the bars up for this thread and all threads and processes that it starts from now on.
#[cfg(target_os = "linux")]
pub(super) fn confine() -> Confinement {
    // Landlock first: it says that no privileges are to be gained any more, which the filter needs.
    Confinement { files: linux::forbid_writing().unwrap_or(false), network: linux::forbid_sockets().is_some() }
}

/// There is nothing of the kind that can be done here.
#[cfg(not(target_os = "linux"))]
pub(super) fn confine() -> Confinement {
    Confinement { files: false, network: false }
}

/// Which bars a worker can put up on this machine: a thread that ends at once tries.
pub(super) fn possible() -> Confinement {
    std::thread::spawn(confine).join().unwrap_or_default()
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

    /// Does something behind the bars, which hold for a thread of their own here.
    fn behind_bars<T: Send + 'static>(deed: impl FnOnce(Confinement) -> T + Send + 'static) -> T {
        std::thread::spawn(|| deed(confine())).join().unwrap_or_else(|cause| std::panic::resume_unwind(cause))
    }

    #[test]
    fn no_file_can_be_written() {
        if !possible().files {
            // The kernel has no Landlock: the sandbox must not claim to hold, and `status` says that it does not.
            assert!(std::env::var_os("STRATMINE_CI").is_none(), "this kernel has no Landlock");
            assert!(!behind_bars(|bars| bars.files));
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("there");
        fs::write(&path, "as it was").unwrap();
        let inner = folder.path().to_owned();
        behind_bars(move |bars| {
            assert!(bars.files);
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
            // What it starts is held back as it is.
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
        behind_bars(move |bars| {
            assert!(bars.network);
            assert!(TcpStream::connect(address).is_err());
            assert!(TcpListener::bind("127.0.0.1:0").is_err());
            assert!(UdpSocket::bind("127.0.0.1:0").is_err());
            assert!(UnixListener::bind(name).is_err());
        });
        assert!(TcpStream::connect(address).is_ok(), "the bars hold for the thread that put them up");
    }

    #[test]
    fn what_can_be_done_is_done() {
        assert_eq!(behind_bars(|bars| bars), possible());
    }
}
