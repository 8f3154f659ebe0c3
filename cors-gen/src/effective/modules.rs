//! The effective `<modules>`.

use std::rc::Rc;

use super::section::{Laying, Section, set};
use crate::config::{self, Directive, List, Module};
use crate::diagnostic::Bag;
use crate::source::{Span, Spanned};

/// The effective `<modules>`: which modules act (OP-7, OP-12).
#[derive(Debug, Clone, Default)]
pub struct Modules {
    /// `runAllManagedModulesForAllRequests`; `None` when no level says.
    pub run_all_managed: Option<Spanned<bool>>,
    /// The modules, no two of the same name. What is in neither list is as the server has it, which is not known.
    pub entries: List<Module>,
    /// The names that are taken out, also those of which no level was seen to add them, each with what takes it out.
    pub removed: List<Spanned<String>>,
}

/// A native module that settings need which are read here (OP-12).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NativeModule {
    /// `<cors>`.
    Cors,
    /// `<rewrite>`.
    Rewrite,
    /// `<httpRedirect>`.
    HttpRedirect,
    /// `<requestFiltering>`.
    RequestFiltering,
    /// `<httpErrors>`.
    CustomError,
    /// `<staticContent>`, and the answer to requests for files.
    StaticFile,
}

impl NativeModule {
    /// Every one.
    pub const ALL: [Self; 6] = [
        Self::Cors,
        Self::Rewrite,
        Self::HttpRedirect,
        Self::RequestFiltering,
        Self::CustomError,
        Self::StaticFile,
    ];

    /// The name that it has on a server.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cors => "CorsModule",
            Self::Rewrite => "RewriteModule",
            Self::HttpRedirect => "HttpRedirectionModule",
            Self::RequestFiltering => "RequestFilteringModule",
            Self::CustomError => "CustomErrorModule",
            Self::StaticFile => "StaticFileModule",
        }
    }
}

impl Modules {
    /// What keeps a module from acting: what takes it out, or what has its name instead. `None` where it acts, or may.
    #[must_use]
    pub fn switched_off(&self, module: NativeModule) -> Option<Span> {
        match self.entries.find(module.name()) {
            Some(entry) => entry.managed_type.is_some().then_some(entry.tag),
            None => self.removed.find(module.name()).map(|name| name.span),
        }
    }

    fn lists(&self, module: NativeModule) -> bool {
        self.entries.find(module.name()).is_some_and(|entry| entry.managed_type.is_none())
    }
}

impl Section for Modules {
    type Written = config::Modules;

    fn lay(&mut self, written: &config::Modules, laying: &mut Laying<'_>) {
        set(&mut self.run_all_managed, written.run_all_managed);
        self.note_letter_case(&written.entries, laying.bag);
        let removed = self.removals(&written.entries);
        laying.list(&mut self.entries, &written.entries);
        laying.list(&mut self.removed, &removed);
        // A whole server's file that lists one of them lists all that there are.
        if laying.is_whole_server && NativeModule::ALL.iter().any(|module| self.lists(*module)) {
            let unlisted = NativeModule::ALL.map(NativeModule::name).into_iter();
            let unlisted = unlisted.filter(|name| {
                self.entries.find(name).is_none() && self.removed.find(name).is_none()
            });
            let removed: Vec<_> = unlisted
                .map(|name| Directive::Add(Rc::new(Spanned::new(name.to_owned(), written.tag))))
                .collect();
            laying.list(&mut self.removed, &removed);
        }
    }
}

impl Modules {
    /// Of modules that are in no list here, a removal in other letters is told as of those that are.
    fn note_letter_case(&self, directives: &[Directive<Module>], bag: &mut Bag) {
        for directive in directives {
            let Directive::Remove(name) = directive else { continue };
            let is_it = |known: &&str| {
                name.value.eq_ignore_ascii_case(known)
                    && name.value != **known
                    && self.entries.find(known).is_none()
            };
            if let Some(known) =
                NativeModule::ALL.map(NativeModule::name).iter().find(|it| is_it(it))
            {
                bag.push(config::letter_case(name, known));
            }
        }
    }

    /// What a level's directives do to the list of what is taken out.
    fn removals(&self, directives: &[Directive<Module>]) -> Vec<Directive<Spanned<String>>> {
        let cleared =
            directives.iter().enumerate().rev().find_map(|(at, directive)| match directive {
                Directive::Clear(span) => Some((at, *span)),
                Directive::Add(_) | Directive::Remove(_) => None,
            });
        let mut removals = Vec::new();
        let (before, after) = directives.split_at(cleared.map_or(0, |(at, _)| at + 1));
        if let Some((_, span)) = cleared {
            let own = before.iter().filter_map(|directive| match directive {
                Directive::Add(entry) => Some(&entry.name),
                Directive::Remove(name) => Some(name),
                Directive::Clear(_) => None,
            });
            let known = self.entries.iter().map(|entry| &entry.name).chain(own);
            let known = known.map(|name| name.value.as_str());
            // Of what else a server has, these matter.
            let names = known.chain(NativeModule::ALL.map(NativeModule::name));
            removals.extend(names.flat_map(|name| taken_out(name, span)));
        }
        for directive in after {
            match directive {
                Directive::Add(entry) => removals.push(Directive::Remove(entry.name.clone())),
                Directive::Remove(name) => removals.extend(taken_out(&name.value, name.span)),
                Directive::Clear(_) => {}
            }
        }
        removals
    }
}

/// Adds a name to the list of what is taken out, whether it is there or not.
fn taken_out(name: &str, span: Span) -> [Directive<Spanned<String>>; 2] {
    let name = Spanned::new(name.to_owned(), span);
    [Directive::Remove(name.clone()), Directive::Add(Rc::new(name))]
}
