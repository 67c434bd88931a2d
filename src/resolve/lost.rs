//! Names that are declared, and of which a mistake in the declaration left nothing: their uses are no further
//! mistakes, and they are still among the names that may have been meant.

use super::datasets::find_own;
use super::params::{Parameter, type_of};
use crate::data::DataSpec;
use crate::diag::did_you_mean;
use crate::package::Package;
use crate::spec::{DeclaredNames, ParamKindSpec, ParamSpec, ReportSpec};
use crate::value::{Type, Value};
use crate::yaml::Spanned;
use std::collections::BTreeSet;

/// A type of which nothing is known.
pub fn unknown() -> Type {
    Type::Other("unknown".into())
}

/// Parameters without a value, as SQL would name them: those whose value was refused, and those whose
/// declaration cannot be read, which may be ranges.
pub fn parameters(
    declared: &[(Spanned<String>, ParamSpec)],
    bound: &[Parameter],
    names: &DeclaredNames,
) -> Vec<(String, Type, Value)> {
    let is_bound = |name: &str| bound.iter().any(|parameter| parameter.name == name);
    let mut lost = Vec::new();
    for (name, spec) in declared.iter().filter(|(name, _)| !is_bound(name)) {
        match spec.kind.value {
            ParamKindSpec::DateRange => lost.extend(ends(name).map(|end| (end, Type::Date, Value::Null))),
            kind => lost.push((name.value.clone(), type_of(kind), Value::Null)),
        }
    }
    let is_declared = |name: &str| declared.iter().any(|(known, _)| known.value == name);
    for name in names.params.iter().filter(|name| !is_declared(name)) {
        let all = [name.clone()].into_iter().chain(ends(name));
        lost.extend(all.map(|name| (name, unknown(), Value::Null)));
    }
    lost
}

/// A range in SQL.
fn ends(name: &str) -> [String; 2] {
    [format!("{name}_start"), format!("{name}_end")]
}

/// Sources and datasets that could not be read, and inputs of the template that nothing is bound to.
pub fn datasets(
    spec: &ReportSpec,
    package: Option<&Package>,
    names: &DeclaredNames,
    data: &DataSpec,
) -> BTreeSet<String> {
    let places = data.places();
    let declared = names.datasets.iter().filter(|name| !places.contains_key(*name));
    let inputs = package.into_iter().flat_map(|package| &package.spec.inputs.0);
    let unbound = inputs.filter(|(name, input)| {
        // A binding that cannot be read is told where it stands.
        let is_lost = names.inputs.contains(&name.value) || !input.optional;
        is_lost && !places.contains_key(&name.value) && find_own(spec, name).is_none()
    });
    declared.cloned().chain(unbound.map(|(name, _)| name.value.clone())).collect()
}

/// Whether the report binds an input, though by a name or a value that is wrong, which was told.
pub fn is_meant(input: &str, package: &Package, names: &DeclaredNames) -> bool {
    let inputs = || package.spec.inputs.0.iter().map(|(name, _)| name.as_str());
    let mut others = names.inputs.iter().filter(|name| !inputs().any(|known| known == name.as_str()));
    names.inputs.contains(input) || others.any(|name| did_you_mean(name, inputs()) == Some(input))
}
