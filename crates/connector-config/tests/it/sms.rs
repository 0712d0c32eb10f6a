//! The mistakes that operators make in the config of an SMS connector.

use crate::support::{check, check_sms, sms};

#[test]
fn a_valid_config_has_no_mistakes() {
    check_sms(&[], &[]);
}

#[test]
fn four_mistakes_are_four_errors_each_with_its_place() {
    check_sms(
        &[
            ("\"accountSID\"", "\"accountSid\""),
            (r#""from": "+15005550006""#, r#""from": 15005550006"#),
            (
                r#"  "region": "ie1","#,
                "  \"region\": \"ie1\",\n  \"region\": \"us1\",",
            ),
            (
                ",\n    {\"usageType\": \"Generic\", \"content\": \"{{code}}\"}",
                "",
            ),
        ],
        &[
            "3:3: /accountSid: unknown key `accountSid` (did you mean `accountSID`?)",
            "5:11: /from: must be a string, is a number (put it in quotes)",
            "7:3: /region: key `region` is already given in line 6",
            "8:16: /templates: has no template for `Generic`",
        ],
    );
}

#[test]
fn a_misspelt_key_stands_for_the_key_it_means() {
    check_sms(
        &[("\"templates\"", "\"tempaltes\"")],
        &["7:3: /tempaltes: unknown key `tempaltes` (did you mean `templates`?)"],
    );
    check_sms(
        &[("\"from\"", "\"form\"")],
        &["5:3: /form: unknown key `form` (did you mean `from`?)"],
    );
    check_sms(
        &[("\"authToken\"", "\"auth_token\"")],
        &["4:3: /auth_token: unknown key `auth_token` (did you mean `authToken`?)"],
    );
    check_sms(
        &[("\"$schema\"", "\"schema\"")],
        &["2:3: /schema: unknown key `schema` (did you mean `$schema`?)"],
    );
    check_sms(
        &[("\"region\"", "\"colour\"")],
        &["6:3: /colour: unknown key `colour`"],
    );
    check_sms(
        &[("\"usageType\": \"Generic\"", "\"usagetype\": \"Generic\"")],
        &["11:6: /templates/3/usagetype: unknown key `usagetype` (did you mean `usageType`?)"],
    );
    check_sms(
        &[("\"content\"", "\"text\"")],
        &[
            "8:5: /templates/0: missing `content`: The text, with `{{code}}` in it",
            "8:31: /templates/0/text: unknown key `text`",
        ],
    );
}

#[test]
fn a_suggested_key_is_not_one_that_is_there_already() {
    check_sms(
        &[("\"region\": \"ie1\"", "\"fromm\": \"x\"")],
        &["6:3: /fromm: unknown key `fromm` (did you mean `fromMessagingServiceSID`?)"],
    );
}

#[test]
fn missing_keys_are_explained_at_their_object() {
    check(
        &sms(),
        "{\n}",
        &[
            "1:1: missing `accountSID`: Account SID, from the console",
            "1:1: missing `authToken`: Auth token",
            "1:1: missing `templates`: Message texts by usage type",
            "1:1: needs one of `fromMessagingServiceSID` or `from`",
        ],
    );
    check_sms(
        &[(", \"content\": \"{{code}}\"", "")],
        &["8:5: /templates/0: missing `content`: The text, with `{{code}}` in it"],
    );
}

#[test]
fn a_wrong_type_says_both_types() {
    check_sms(
        &[("\"+15005550006\"", "null")],
        &["5:11: /from: must be a string, is null"],
    );
    check_sms(
        &[("\"+15005550006\"", "[]")],
        &["5:11: /from: must be a string, is an array"],
    );
    check_sms(
        &[("\"region\": \"ie1\"", "\"region\": 1")],
        &["6:13: /region: must be a string, is a number (put it in quotes)"],
    );
    check_sms(
        &[("\"region\": \"ie1\"", "\"validityPeriod\": \"60\"")],
        &["6:21: /validityPeriod: must be a whole number, is a string (remove the quotes)"],
    );
    check_sms(
        &[("\"region\": \"ie1\"", "\"validityPeriod\": 1.5")],
        &["6:21: /validityPeriod: must be a whole number, is a fraction"],
    );
    check_sms(
        &[("\"region\": \"ie1\"", "\"disableRiskCheck\": \"true\"")],
        &["6:23: /disableRiskCheck: must be true or false, is a string (remove the quotes)"],
    );
    check(
        &sms(),
        r#"{"accountSID": {}, "authToken": 123456789, "from": "", "templates": {}}"#,
        &[
            "1:16: /accountSID: must be a string, is an object",
            "1:33: /authToken: must be a string, is a number (put it in quotes)",
            "1:69: /templates: must be an array, is an object",
        ],
    );
}

#[test]
fn a_wrong_choice_lists_the_choices() {
    check_sms(
        &[("\"ie1\"", "\"ie2\"")],
        &["6:13: /region: is not one of `us1`, `ie1`, `au1` (did you mean `ie1`?)"],
    );
    check_sms(
        &[("\"ie1\"", "\"IE1\"")],
        &["6:13: /region: is not one of `us1`, `ie1`, `au1` (did you mean `ie1`?)"],
    );
    check_sms(
        &[("\"ie1\"", "\"mars\"")],
        &["6:13: /region: is not one of `us1`, `ie1`, `au1`"],
    );
    check_sms(
        &[("\"usageType\": \"Generic\"", "\"usageType\": \"generic\"")],
        &[
            "11:19: /templates/3/usageType: is not one of `Register`, `SignIn`, `ForgotPassword`, `Generic`, `BindMfa` (did you mean `Generic`?)",
        ],
    );
}

#[test]
fn limits_patterns_and_formats_are_named_and_values_are_not() {
    check_sms(
        &[("AC0123", "0123")],
        &[
            "3:17: /accountSID: must match the pattern `^AC[0-9a-f]{32}$` (for example `AC0123456789abcdef0123456789abcdef`)",
        ],
    );
    check_sms(
        &[("\"0123456789\"", "\"hunter2\"")],
        &["4:16: /authToken: must be at least 8 characters long"],
    );
    check_sms(
        &[("\"{{code}}\"", "\"\"")],
        &["8:42: /templates/0/content: must be at least 1 character long"],
    );
    check_sms(
        &[("\"region\": \"ie1\"", "\"validityPeriod\": 0")],
        &["6:21: /validityPeriod: must be at least 1"],
    );
    check_sms(
        &[("\"region\": \"ie1\"", "\"validityPeriod\": 99999")],
        &["6:21: /validityPeriod: must be at most 14400"],
    );
    check_sms(
        &[("\"region\": \"ie1\"", "\"statusCallback\": \"not a url\"")],
        &["6:21: /statusCallback: must be a URL such as `https://example.com/path`"],
    );
}

#[test]
fn every_missing_template_is_named() {
    check_sms(
        &[
            ("\"Register\"", "\"BindMfa\""),
            ("\"SignIn\"", "\"BindMfa\""),
        ],
        &[
            "7:16: /templates: has no template for `Register`",
            "7:16: /templates: has no template for `SignIn`",
        ],
    );
}

#[test]
fn the_schema_key_is_text() {
    check_sms(
        &[("\"./sms.schema.json\"", "7")],
        &["2:14: /$schema: must be a string"],
    );
}

#[test]
fn duplicate_keys_are_refused_at_any_depth() {
    check_sms(
        &[("\"content\"", "\"usageType\": \"Register\", \"content\"")],
        &[
            "8:31: /templates/0/usageType: key `usageType` is already given in this line, at column 6",
        ],
    );
}
