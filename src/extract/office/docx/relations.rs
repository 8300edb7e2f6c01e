//! How parts of a package refer to each other (ECMA-376 part 2, 6.5).

use crate::office::package::{Package, PackageError};
use crate::office::xml::Xml;

/// The relations of one part: each with its id, its kind (the last word of its type) and the part that it leads to.
#[derive(Debug, Default)]
pub(in crate::office) struct Relations(Vec<Relation>);

#[derive(Debug)]
struct Relation {
    id: String,
    kind: String,
    target: String,
}

/// The name of the main part of a package, where it tells.
///
/// # Errors
/// [`PackageError`] where the file passes a limit.
pub(in crate::office) fn main_part(package: &mut Package) -> Result<Option<String>, PackageError> {
    Ok(Relations::of(package, "")?.first("officeDocument"))
}

impl Relations {
    /// The relations of a part, or of the package where its name is empty. Broken ones are none.
    ///
    /// # Errors
    /// [`PackageError`] where the file passes a limit.
    pub(in crate::office) fn of(package: &mut Package, part: &str) -> Result<Self, PackageError> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let path = format!("{folder}{}_rels/{name}.rels", if folder.is_empty() { "" } else { "/" });
        let xml = package.sound(&path)?;
        let mut relations = Vec::new();
        for relation in xml.as_ref().and_then(Xml::root).into_iter().flat_map(|root| root.named("rel:Relationship")) {
            let value = |name| relation.attribute(name).unwrap_or_default();
            if value("TargetMode") != "External" {
                relations.push(Relation {
                    id: value("Id").to_owned(),
                    kind: value("Type").rsplit('/').next().unwrap_or_default().to_owned(),
                    target: resolved(folder, value("Target")),
                });
            }
        }
        Ok(Self(relations))
    }

    /// The part of the first relation of a kind.
    pub(in crate::office) fn first(&self, kind: &str) -> Option<String> {
        self.all(kind).into_iter().next()
    }

    /// The parts of all relations of a kind, in order.
    pub(in crate::office) fn all(&self, kind: &str) -> Vec<String> {
        self.0.iter().filter(|relation| relation.kind == kind).map(|relation| relation.target.clone()).collect()
    }

    /// The part of the relation with an id.
    pub(in crate::office) fn target(&self, id: &str) -> Option<String> {
        self.0.iter().find(|relation| relation.id == id).map(|relation| relation.target.clone())
    }
}

/// The name of the part that a reference from a folder leads to.
fn resolved(folder: &str, target: &str) -> String {
    let (base, target) = target.strip_prefix('/').map_or((folder, target), |absolute| ("", absolute));
    let mut parts: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::resolved;

    #[test]
    fn references_lead_from_their_folder() {
        assert_eq!(resolved("word", "styles.xml"), "word/styles.xml");
        assert_eq!(resolved("word", "/word/styles.xml"), "word/styles.xml");
        assert_eq!(resolved("word", "../docProps/./core.xml"), "docProps/core.xml");
        assert_eq!(resolved("", "../../x.xml"), "x.xml");
    }
}
