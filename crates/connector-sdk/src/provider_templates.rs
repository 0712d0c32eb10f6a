//! Templates that are kept at the provider: their codes by usage type, and what fills them.

use std::borrow::Cow;

use connector_api::{Call, Failure, FailureKind, Payload, Recipient, UsageType};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::json;

use crate::schema;
use crate::templates::choose;

/// The templates of a connector whose provider keeps the texts. `T` is one entry of the config:
/// a struct with `usageType`, a [`TemplateCode`] and [`Variables`], and what else the provider
/// needs.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub struct ProviderTemplates<T>(Vec<T>);

/// One entry of [`ProviderTemplates`].
pub trait ProviderTemplate: JsonSchema {
    /// A template code as this provider writes them, for the example in the schema.
    const EXAMPLE_CODE: &'static str;

    /// When the template is used.
    fn usage_type(&self) -> UsageType;
}

impl<T: ProviderTemplate> ProviderTemplates<T> {
    /// The template for a call: that of its usage type, or else the one for `Generic`.
    ///
    /// # Errors
    /// `template_not_found` when there is neither.
    pub fn choose(&self, call: &Call) -> Result<&T, Failure> {
        choose(&self.0, call, |template| (template.usage_type(), None))
    }

    /// The templates, in the order of the config.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter()
    }
}

/// An array of templates in which every required usage type is present.
impl<T: ProviderTemplate> JsonSchema for ProviderTemplates<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("ProviderTemplates_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = schema::templates_of::<T>(generator);
        let example = UsageType::REQUIRED.map(
            |usage_type| json!({ "usageType": usage_type.name(), "templateCode": T::EXAMPLE_CODE }),
        );
        schema.insert("examples".to_owned(), json!([example]));
        schema
    }
}

/// The provider's code of a template: one, or one for each kind of destination.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(untagged, inline)]
pub enum TemplateCode {
    /// One code, whatever the destination.
    One(#[schemars(length(min = 1))] String),
    /// A code for mainland China and one for all other destinations.
    ByDestination(CodesByDestination),
}

/// The codes of a template that exists twice at the provider.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(inline)]
#[non_exhaustive]
pub struct CodesByDestination {
    /// Code of the template for numbers of mainland China.
    #[schemars(length(min = 1), example = &"SMS_153055065")]
    pub china: String,
    /// Code of the template for all other numbers.
    #[schemars(length(min = 1), example = &"SMS_153055066")]
    pub overseas: String,
}

/// By hand: what serde derives for an untagged enum is slower, larger, and says of an error in the
/// object only that no variant matches.
impl<'de> Deserialize<'de> for TemplateCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrByDestination;

        impl<'de> Visitor<'de> for OneOrByDestination {
            type Value = TemplateCode;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a template code, or an object with `china` and `overseas`")
            }

            fn visit_str<E>(self, code: &str) -> Result<TemplateCode, E> {
                Ok(TemplateCode::One(code.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<TemplateCode, A::Error> {
                CodesByDestination::deserialize(MapAccessDeserializer::new(map))
                    .map(TemplateCode::ByDestination)
            }
        }

        deserializer.deserialize_any(OneOrByDestination)
    }
}

impl TemplateCode {
    /// The code for a recipient.
    pub fn of(&self, recipient: &Recipient) -> &str {
        match self {
            Self::One(code) => code,
            Self::ByDestination(codes) if recipient.is_mainland_china() => &codes.china,
            Self::ByDestination(codes) => &codes.overseas,
        }
    }
}

/// The payload variables that a template takes, in order. Nothing else of a payload goes out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline, example = Variables::default())]
pub struct Variables(#[schemars(inner(length(min = 1)))] Vec<String>);

/// The passcode alone.
impl Default for Variables {
    fn default() -> Self {
        Self(vec!["code".to_owned()])
    }
}

impl Variables {
    /// The variables' values in a payload. Scalars are printed as in a text.
    ///
    /// # Errors
    /// `invalid_request` when a variable is missing, or is an object or an array; the failure
    /// names it.
    pub fn fill(&self, payload: &Payload) -> Result<Parameters, Failure> {
        let fill = |variable: &String| {
            let invalid = |why| Failure::new(FailureKind::InvalidRequest).message(why);
            if payload.value(variable).is_none() {
                return Err(invalid(format!(
                    "payload variable `{variable}` is missing, and the template takes it"
                )));
            }
            let text = payload.text(variable);
            let text = text.map_err(|error| invalid(error.to_string()))?;
            Ok((variable.clone(), text))
        };
        self.0
            .iter()
            .map(fill)
            .collect::<Result<_, _>>()
            .map(Parameters)
    }
}

/// What fills a template, in the order of its variables. Serializes as a map of strings.
#[derive(Clone, PartialEq, Eq)]
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// The values alone, for templates whose variables are numbered.
    pub fn values(&self) -> Vec<&str> {
        self.0.iter().map(|(_, value)| value.as_str()).collect()
    }

    /// Whether the template takes nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Parameters {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// Shows the names only: the passcode is among the values.
impl std::fmt::Debug for Parameters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Parameters")?;
        f.debug_list()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{testing, to_json};

    #[derive(Debug, Deserialize, JsonSchema)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    struct Template {
        #[schemars(schema_with = "schema::usage_type")]
        usage_type: UsageType,
        template_code: TemplateCode,
        #[serde(default)]
        params: Variables,
    }

    impl ProviderTemplate for Template {
        const EXAMPLE_CODE: &'static str = "T1";

        fn usage_type(&self) -> UsageType {
            self.usage_type
        }
    }

    fn templates() -> ProviderTemplates<Template> {
        serde_json::from_str(
            r#"[{"usageType":"SignIn","templateCode":{"china":"T1","overseas":"T2"}},
                {"usageType":"Generic","templateCode":"T3","params":[]}]"#,
        )
        .unwrap()
    }

    #[track_caller]
    fn check_filled(variables: &str, expected: &str) {
        let variables: Variables = serde_json::from_str(variables).unwrap();
        let payload = serde_json::from_str(
            r#"{"code":"123456","n":7.0,"ok":true,"no":null,"user":{"name":"Ann"},"list":[1]}"#,
        )
        .unwrap();
        let filled = match variables.fill(&payload) {
            Ok(parameters) => to_json(&parameters),
            Err(failure) => failure.to_string(),
        };
        assert_eq!(filled, expected);
    }

    #[test]
    fn usage_type_and_destination_decide() {
        let templates = templates();
        let mut call = testing::call();
        let code = |call: &Call| {
            let template = templates.choose(call).unwrap();
            assert!(template.params.fill(&call.payload).is_ok());
            template.template_code.of(call.recipient()).to_owned()
        };
        assert_eq!(code(&call), "T2");
        call.recipient = Recipient::new("86", "13800138000", Some("CN"));
        assert_eq!(code(&call), "T1");
        call.usage_type = UsageType::BindMfa;
        assert_eq!(code(&call), "T3");
    }

    #[test]
    fn without_a_list_the_passcode_alone_goes_out() {
        let params: Vec<_> = templates()
            .0
            .into_iter()
            .map(|template| template.params)
            .collect();
        let none = Variables(Vec::new());
        assert_eq!(params, [Variables::default(), none]);
    }

    #[test]
    fn only_the_named_variables_go_out_in_their_order() {
        check_filled(r#"["code"]"#, r#"{"code":"123456"}"#);
        check_filled(
            r#"["ok","n","code"]"#,
            r#"{"ok":"true","n":"7","code":"123456"}"#,
        );
        check_filled(r#"["user.name","no"]"#, r#"{"user.name":"Ann","no":""}"#);
        check_filled("[]", "{}");
        assert_eq!(
            Variables::default()
                .fill(&Payload::with_code("1"))
                .unwrap()
                .values(),
            ["1"]
        );
    }

    #[test]
    fn a_variable_that_cannot_be_filled_is_named() {
        let missing = "is missing, and the template takes it (invalid_request)";
        let composite =
            "is an object or an array and cannot be printed in a text (invalid_request)";
        check_filled(
            r#"["code","x"]"#,
            &format!("payload variable `x` {missing}"),
        );
        check_filled(
            r#"["user.age"]"#,
            &format!("payload variable `user.age` {missing}"),
        );
        check_filled(
            r#"["user"]"#,
            &format!("payload variable `user` {composite}"),
        );
        check_filled(
            r#"["list"]"#,
            &format!("payload variable `list` {composite}"),
        );
    }

    #[test]
    fn debug_output_has_names_but_no_values() {
        let filled = Variables::default().fill(&Payload::with_code("123456"));
        assert_eq!(format!("{:?}", filled.unwrap()), r#"Parameters["code"]"#);
    }

    #[test]
    fn the_schema_asks_for_the_required_usage_types_and_a_code_of_either_form() {
        #[derive(JsonSchema)]
        #[expect(dead_code, reason = "only its schema is read")]
        struct Config {
            templates: ProviderTemplates<Template>,
        }
        let schema = schema::of_config::<Config>();
        let at = |pointer: &str| schema.pointer(&format!("/properties/templates{pointer}"));
        assert_eq!(at("/allOf").unwrap().as_array().unwrap().len(), 4);
        assert_eq!(at("/examples/0/3/templateCode"), Some(&json!("T1")));
        let code = "/items/properties/templateCode/anyOf";
        assert_eq!(at(&format!("{code}/0/minLength")), Some(&json!(1)));
        assert_eq!(
            at(&format!("{code}/1/required")),
            Some(&json!(["china", "overseas"]))
        );
        assert_eq!(
            at("/items/properties/params/default"),
            Some(&json!(["code"]))
        );
        assert_eq!(
            at("/items/properties/params/items/minLength"),
            Some(&json!(1))
        );
    }
}
