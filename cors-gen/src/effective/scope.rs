//! The effective sections of one path.

use std::rc::Rc;

use super::section::{Laying, Section};
use super::sections;
use crate::config::{Sections, Setting};
use crate::source::Spanned;

macro_rules! effective {
    ($($(#[$doc:meta])* $field:ident: $section:ident, $path:literal;)+) => {
        /// The effective configuration of one path, as far as it decides about CORS and headers.
        ///
        /// What a path inherits unchanged is shared with the path above: the very same [`Rc`], and in a section that a level
        /// changes the very same lists where it does not change these.
        #[derive(Debug, Clone)]
        pub struct EffectiveScope {
            /// The path as first written, without slashes at either end, and what opened it; the root's is empty.
            pub path: Spanned<String>,
            /// What levels say for this very path, or for paths above all of the result. Nothing of it is inherited.
            pub settings: Vec<Setting>,
            $($(#[$doc])* pub $field: Rc<$crate::effective::$section>,)+
        }

        impl EffectiveScope {
            /// A path that has what it inherits and nothing else.
            pub(super) fn below(inherited: Option<&Self>, path: Spanned<String>) -> Self {
                match inherited {
                    Some(inherited) => {
                        let settings = Vec::new();
                        Self { path, settings, $($field: Rc::clone(&inherited.$field),)+ }
                    }
                    None => Self { path, settings: Vec::new(), $($field: Rc::default(),)+ },
                }
            }

            /// Lays the sections of one more level over what is inherited.
            pub(super) fn lay(&mut self, sections: &Sections, laying: &mut Laying<'_>) {
                $(if let Some(written) = &sections.$field {
                    laying.section = $path;
                    Rc::make_mut(&mut self.$field).lay(written, laying);
                })+
            }
        }
    };
}
sections!(effective);
