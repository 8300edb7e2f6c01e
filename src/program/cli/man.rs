//! `stratmine man`: the manual page, with every command on it.

use super::{ExitStatus, print};
use clap::Command;

/// Print the manual page (roff): stratmine man | man -l -
#[derive(clap::Args)]
pub(super) struct ManArgs {}

pub(super) fn main(mut command: Command) -> anyhow::Result<ExitStatus> {
    command.build();
    let mut page = Vec::new();
    let whole = clap_mangen::Man::new(command.clone());
    whole.render_title(&mut page)?;
    whole.render_name_section(&mut page)?;
    whole.render_synopsis_section(&mut page)?;
    whole.render_description_section(&mut page)?;
    whole.render_options_section(&mut page)?;
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        render(sub, &mut page)?;
    }
    whole.render_extra_section(&mut page)?;
    whole.render_version_section(&mut page)?;
    print(&String::from_utf8(page)?)?;
    Ok(ExitStatus::Complete)
}

/// A command with those below it: its name, what it does, how it is called, its options.
fn render(command: &Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    use std::io::Write as _;
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name()).to_uppercase();
    let own = clap_mangen::Man::new(command.clone());
    writeln!(page, ".SH \"{name}\"")?;
    for render in [clap_mangen::Man::render_synopsis_section, clap_mangen::Man::render_description_section] {
        section(page, |inner| render(&own, inner))?;
    }
    if command.get_arguments().any(|argument| !argument.is_hide_set()) {
        section(page, |inner| own.render_options_section(inner))?;
    }
    command.get_subcommands().filter(|sub| !sub.is_hide_set()).try_for_each(|sub| render(sub, page))
}

/// Renders a section one level deeper than it would stand by itself.
fn section(
    page: &mut Vec<u8>,
    render: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let mut inner = Vec::new();
    render(&mut inner)?;
    let text = String::from_utf8_lossy(&inner).replace(".SH ", ".SS ");
    page.extend_from_slice(text.as_bytes());
    Ok(())
}
