//! Message texts by usage type and language.

use std::borrow::Cow;

use connector_api::{Call, Failure, FailureKind, Finding, UsageType};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde_json::json;

use crate::advice::advise;
use crate::schema;
use crate::template::render;

/// The texts of a connector that sends free text.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub struct TextTemplates(Vec<TextTemplate>);

/// One text.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct TextTemplate {
    /// When this text is used. `Generic` also stands in for usage types without a text.
    #[schemars(example = &"SignIn")]
    #[serde(rename = "usageType")]
    #[schemars(schema_with = "schema::usage_type")]
    pub usage_type: UsageType,
    /// The text. `{{code}}` becomes the passcode.
    #[schemars(length(min = 1), example = &"Your sign-in code is {{code}}.")]
    pub content: String,
    /// Language of this text, as a BCP 47 tag; leave it out for the default text.
    #[schemars(length(min = 2, max = 35), example = &"fr")]
    pub locale: Option<String>,
}

impl TextTemplates {
    /// The text for a call, filled in.
    ///
    /// # Errors
    /// `template_not_found` when neither the usage type nor `Generic` has a text;
    /// `invalid_request` when the text names a variable that cannot be printed.
    pub fn render(&self, call: &Call) -> Result<String, Failure> {
        let template = choose(&self.0, call, |template| {
            (template.usage_type, template.locale.as_deref())
        })?;
        render(&template.content, &call.payload)
            .map_err(|error| Failure::new(FailureKind::InvalidRequest).message(error.to_string()))
    }

    /// What an operator should know about these texts. `pointer` is their place in the config.
    ///
    /// A text that takes several segments, one that a single character makes expensive, one without
    /// the passcode, and a line that fails to bind the code to a domain.
    pub fn findings(&self, pointer: &str) -> Vec<Finding> {
        let texts = self.0.iter().enumerate();
        texts
            .flat_map(|(index, text)| advise(&format!("{pointer}/{index}/content"), &text.content))
            .collect()
    }

    /// The texts, in the order of the config.
    pub fn iter(&self) -> impl Iterator<Item = &TextTemplate> {
        self.0.iter()
    }
}

/// Chooses the template for a call: its usage type in its language, then `Generic` in its
/// language, then either of them in any language.
///
/// A template fits a language when the tags are equal, or else the primary languages (`fr-CA`
/// takes `fr`), or else when it has no tag.
///
/// # Errors
/// `template_not_found` when neither the usage type nor `Generic` has a template.
pub fn choose<'t, T>(
    templates: &'t [T],
    call: &Call,
    key: impl Fn(&T) -> (UsageType, Option<&str>),
) -> Result<&'t T, Failure> {
    let locale = call.locale.as_deref();
    let candidate = |template: &'t T| {
        let (usage_type, tag) = key(template);
        let stands_in = usage_type != call.usage_type;
        let usable = !stands_in || usage_type == UsageType::Generic;
        let fit = fit(tag, locale);
        usable.then_some(((fit == Fit::Other, stands_in, fit), template))
    };
    templates
        .iter()
        .filter_map(candidate)
        .min_by_key(|(preference, _)| *preference)
        .map(|(_, template)| template)
        .ok_or_else(|| {
            Failure::new(FailureKind::TemplateNotFound).message(format!(
                "the connector's config has no template for `{}` and none for `Generic`",
                call.usage_type
            ))
        })
}

/// How well a template's language tag fits a call, best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Tag,
    Language,
    Untagged,
    Other,
}

fn fit(tag: Option<&str>, locale: Option<&str>) -> Fit {
    let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    match (tag, locale) {
        (None, _) => Fit::Untagged,
        (Some(tag), Some(locale)) if same(tag, locale) => Fit::Tag,
        (Some(tag), Some(locale)) if same(language(tag), language(locale)) => Fit::Language,
        _ => Fit::Other,
    }
}

fn language(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}

/// An array of templates in which every required usage type is present.
impl JsonSchema for TextTemplates {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "TextTemplates".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = schema::templates_of::<TextTemplate>(generator);
        let example = UsageType::REQUIRED.map(|usage_type| {
            json!({ "usageType": usage_type.name(), "content": "Your code is {{code}}." })
        });
        schema.insert("examples".to_owned(), json!([example]));
        schema
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    fn templates(json: &str) -> TextTemplates {
        serde_json::from_str(json).unwrap()
    }

    fn check(templates: &TextTemplates, usage_type: UsageType, locale: Option<&str>, text: &str) {
        let mut call = testing::call();
        call.usage_type = usage_type;
        call.locale = locale.map(str::to_owned);
        let rendered = templates
            .render(&call)
            .unwrap_or_else(|failure| failure.to_string());
        assert_eq!(rendered, text, "{usage_type} {locale:?}");
    }

    #[test]
    fn the_usage_type_decides_and_generic_stands_in() {
        let templates = templates(
            r#"[{"usageType":"SignIn","content":"in {{code}}"},
                {"usageType":"Generic","content":"any {{code}}"}]"#,
        );
        check(&templates, UsageType::SignIn, None, "in 123456");
        check(&templates, UsageType::SignIn, Some("fr"), "in 123456");
        check(&templates, UsageType::BindMfa, None, "any 123456");
    }

    #[test]
    fn the_language_decides_among_texts_of_one_usage_type() {
        let templates = templates(
            r#"[{"usageType":"SignIn","content":"en"},
                {"usageType":"SignIn","content":"fr","locale":"fr"},
                {"usageType":"SignIn","content":"fr-CA","locale":"fr-CA"},
                {"usageType":"Generic","content":"generic de","locale":"de"}]"#,
        );
        check(&templates, UsageType::SignIn, None, "en");
        check(&templates, UsageType::SignIn, Some("fr-ca"), "fr-CA");
        check(&templates, UsageType::SignIn, Some("fr-BE"), "fr");
        check(&templates, UsageType::SignIn, Some("de"), "en");
        check(&templates, UsageType::Register, Some("de-AT"), "generic de");
        check(&templates, UsageType::Register, Some("it"), "generic de");
    }

    #[test]
    fn without_a_fitting_template_the_failure_names_the_usage_type() {
        let templates = templates(r#"[{"usageType":"SignIn","content":"in"}]"#);
        check(
            &templates,
            UsageType::Register,
            None,
            "the connector's config has no template for `Register` and none for `Generic` \
             (template_not_found)",
        );
    }
}
