//! The errors a send can meet: code, HTTP status, text.
//!
//! The statuses of 20xxx codes and of 429s are documented; everything the Messages resource
//! refuses for its content is 400. `{to}` stands for the recipient's number, which Twilio's texts
//! repeat: a connector that copies them into a failure leaks it.

/// Code, HTTP status and text, in the order of the codes.
pub(super) const ERRORS: &[(u32, u16, &str)] = &[
    (10001, 401, "Account is not active"),
    (14107, 429, "SMS send rate limit exceeded for {to}"),
    (20001, 400, "Unknown parameters"),
    (20003, 401, "Authenticate"),
    (20004, 405, "Method not allowed"),
    (20005, 401, "Account is not active"),
    (20006, 403, "Access denied"),
    (20403, 403, "Forbidden"),
    (20404, 404, "The requested resource was not found"),
    (20422, 422, "Invalid parameter"),
    (20429, 429, "Too Many Requests"),
    (
        21211,
        400,
        "The 'To' number {to} is not a valid phone number.",
    ),
    (
        21212,
        400,
        "The 'From' number is not a valid phone number, shortcode, or alphanumeric sender ID.",
    ),
    (21214, 400, "'To' phone number {to} cannot be reached"),
    (21217, 400, "Phone number {to} does not appear to be valid"),
    (21265, 400, "'To' number {to} cannot be a Short Code"),
    (
        21267,
        400,
        "Alphanumeric Sender ID cannot be used as the 'From' number on trial accounts",
    ),
    (21401, 400, "Invalid Phone Number: {to}"),
    (
        21408,
        400,
        "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: {to}",
    ),
    (21602, 400, "Message body is required."),
    (21603, 400, "A 'From' phone number is required."),
    (21604, 400, "A 'To' phone number is required."),
    (
        21605,
        400,
        "Maximum body length is 160 characters (old API)",
    ),
    (
        21606,
        400,
        "The 'From' phone number provided is not a valid message-capable Twilio phone number for this destination.",
    ),
    (
        21607,
        400,
        "The 'From' phone number must be a valid, SMS-capable phone number on your account.",
    ),
    (
        21608,
        400,
        "The number {to} is unverified. Trial accounts cannot send messages to unverified numbers.",
    ),
    (21609, 400, "The StatusCallback URL is not a valid URL."),
    (21610, 400, "Attempt to send to unsubscribed recipient {to}"),
    (
        21611,
        429,
        "This 'From' number has exceeded the maximum number of queued messages",
    ),
    (
        21612,
        400,
        "Message cannot be sent with the current combination of 'To' ({to}) and 'From' parameters",
    ),
    (21614, 400, "'To' number {to} is not a valid mobile number"),
    (
        21617,
        400,
        "The concatenated message body exceeds the 1600 character limit.",
    ),
    (21618, 400, "The message body cannot be sent"),
    (
        21619,
        400,
        "A text message body or media urls must be specified.",
    ),
    (
        21624,
        400,
        "The ValidityPeriod must be an integer between 1 and 36000.",
    ),
    (21626, 400, "Invalid statusCallback"),
    (21635, 400, "'To' number {to} cannot be a landline"),
    (21655, 400, "The ContentSid is Invalid"),
    (21656, 400, "The ContentVariables Parameter is invalid"),
    (21657, 400, "The sender ID is invalid"),
    (
        21659,
        400,
        "'From' is not a Twilio phone number or Short Code country mismatch",
    ),
    (
        21660,
        400,
        "Mismatch between the 'From' number and the account",
    ),
    (21661, 400, "'From' number is not SMS-capable"),
    (21701, 400, "The Messaging Service resource does not exist"),
    (21702, 400, "The Messaging Service is not available"),
    (
        21703,
        400,
        "The Messaging Service does not contain a sender usable for {to}",
    ),
    (
        21704,
        400,
        "The Messaging Service contains no phone numbers",
    ),
    (21705, 400, "The Messaging Service Sid is invalid"),
    (
        21709,
        400,
        "The sender is not authorized for the Messaging Service",
    ),
    (30001, 400, "Queue overflow"),
    (30002, 400, "Account suspended"),
    (30003, 400, "Unreachable destination handset"),
    (30004, 400, "Message blocked"),
    (30005, 400, "Unknown destination handset"),
    (30006, 400, "Landline or unreachable carrier"),
    (30007, 400, "Message filtered"),
    (30008, 400, "Unknown error"),
    (30017, 400, "Carrier network congestion"),
    (
        30018,
        400,
        "Destination carrier requires sender ID pre-registration",
    ),
    (30022, 400, "US A2P 10DLC - Rate Limits Exceeded"),
    (30023, 400, "US A2P 10DLC - Daily Message Cap Reached"),
    (30024, 400, "Numeric Sender ID Not Provisioned on Carrier"),
    (
        30027,
        400,
        "US A2P 10DLC - T-Mobile Daily Message Limit Reached",
    ),
    (30032, 400, "Toll-Free Number Has Not Been Verified"),
    (
        30034,
        400,
        "US A2P 10DLC - Message from an Unregistered Number",
    ),
    (
        30035,
        400,
        "US A2P 10DLC - Message from a Number Still Being Configured",
    ),
    (30036, 400, "Validity Period Expired"),
    (30038, 400, "OTP Message Body Filtered"),
    (30410, 400, "Provider Timeout Error"),
    (
        30450,
        403,
        "Message delivery to {to} blocked by SMS pumping protection",
    ),
    (30453, 403, "Message delivery to {to} blocked"),
    (30454, 429, "Message limit reached for {to}"),
    (63038, 429, "Account exceeded the daily messages limit"),
];

/// HTTP status and text of a code. A code that is not in the list is a 400, as new ones are.
pub(super) fn status_and_text(code: u32, to: &str) -> (u16, String) {
    ERRORS.iter().find(|(known, ..)| *known == code).map_or(
        (400, "Unable to create record".to_owned()),
        |(_, status, text)| (*status, text.replace("{to}", to)),
    )
}
