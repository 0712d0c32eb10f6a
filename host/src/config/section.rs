//! What a section is, and the notation in which one is declared.

use serde_json::Value as Json;

use super::layers::Layer;
use super::origin::{Effective, Origin};
use super::problem::ConfigProblem;
use super::value::Setting;

/// A section of the file: a struct whose fields are the keys.
pub(crate) trait Section: Default {
    /// Its name in the file.
    const NAME: &'static str;

    /// Everything about it but the values.
    fn facts() -> SectionFacts;

    /// Its values; where a value cannot be parsed, the problem is noted and the default stands in.
    fn read(reader: &mut Reader<'_>) -> Self;
}

/// What the documentation, the schema and the sample say about a section.
#[derive(Debug)]
pub(crate) struct SectionFacts {
    /// Its name in the file.
    pub(crate) name: &'static str,
    /// Its documentation.
    pub(crate) doc: Doc,
    /// Its keys, in the order of their declaration.
    pub(crate) keys: Vec<KeyFacts>,
}

/// What the documentation, the schema and the sample say about a key.
#[derive(Debug)]
pub(crate) struct KeyFacts {
    /// Its name in the file.
    pub(crate) name: &'static str,
    /// Its documentation.
    pub(crate) doc: Doc,
    /// The default; null when the key is not set.
    pub(crate) default: Json,
    /// A value that is worth writing.
    pub(crate) example: Json,
    /// What values are accepted.
    pub(crate) schema: Json,
}

/// A doc comment, line by line.
#[derive(Debug)]
pub(crate) struct Doc(pub(crate) &'static [&'static str]);

impl Doc {
    /// The lines that say something.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &'static str> {
        self.0
            .iter()
            .map(|line| line.trim())
            .filter(|line| !line.is_empty())
    }

    /// The first paragraph without its full stop.
    pub(crate) fn title(&self) -> String {
        let first: Vec<_> = self
            .0
            .iter()
            .map(|line| line.trim())
            .take_while(|line| !line.is_empty())
            .collect();
        first.join(" ").trim_end_matches('.').to_owned()
    }

    /// All of it on one line.
    pub(crate) fn description(&self) -> String {
        self.lines().collect::<Vec<_>>().join(" ")
    }
}

/// Takes each value from the last layer that sets it, and keeps record.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    /// From the first to the last.
    pub(crate) layers: &'a [Layer<'a>],
    /// What was wrong so far.
    pub(crate) problems: Vec<ConfigProblem>,
    /// What was read so far.
    pub(crate) effective: Vec<Effective>,
}

impl Reader<'_> {
    /// The value of a key.
    pub(crate) fn value<T: Setting>(
        &mut self,
        section: &'static str,
        key: &'static str,
        default: T,
    ) -> T {
        let name = format!("{section}.{key}");
        let default = match self.layers.first() {
            Some(file) => default.rebased(file.folder),
            None => default,
        };
        let mut found = (default, Origin::Default);
        for layer in self.layers {
            let Some(node) = layer.get::<T>((section, key)) else {
                continue;
            };
            if let Some(value) = T::parse_node(&node, &name, &mut self.problems) {
                found = (value.rebased(layer.folder), node.at);
            }
        }
        let (value, origin) = found;
        self.effective.push(Effective {
            key: name,
            value: value.to_json(),
            origin,
        });
        value
    }
}

/// Declares a section: each key with its documentation, type, default and an example.
///
/// The first paragraph of a key's documentation becomes its title; all of it becomes its
/// description in the schema and its comment in the sample.
macro_rules! section {
    (
        $(#[doc = $about:literal])+
        [$name:literal] $Section:ident {
            $($(#[doc = $doc:literal])+ $key:ident: $Type:ty = $default:expr, example $example:tt;)+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub(crate) struct $Section { $($(#[doc = $doc])+ pub(crate) $key: $Type),+ }

        impl Default for $Section {
            fn default() -> Self {
                Self { $($key: $default),+ }
            }
        }

        impl $crate::config::section::Section for $Section {
            const NAME: &'static str = $name;

            fn facts() -> $crate::config::section::SectionFacts {
                use $crate::config::section::{Doc, KeyFacts, SectionFacts};
                use $crate::config::value::Setting;
                let default = Self::default();
                let keys = vec![$(KeyFacts {
                    name: stringify!($key),
                    doc: Doc(&[$($doc),+]),
                    default: default.$key.to_json(),
                    example: serde_json::json!($example),
                    schema: <$Type as Setting>::schema(),
                }),+];
                SectionFacts { name: Self::NAME, doc: Doc(&[$($about),+]), keys }
            }

            fn read(reader: &mut $crate::config::section::Reader<'_>) -> Self {
                let default = Self::default();
                Self { $($key: reader.value(Self::NAME, stringify!($key), default.$key)),+ }
            }
        }
    };
}
pub(crate) use section;
