namespace Platform.Contracts.PublicApi;

/// <summary>Lists the names of rules for fields of requests. They are stable: clients may choose their words by them.</summary>
public static class FieldRules
{
    /// <summary>The field is missing.</summary>
    public const string Needed = "needed";

    /// <summary>The value is null.</summary>
    public const string NotNull = "not_null";

    /// <summary>There is no field or parameter of this name.</summary>
    public const string UnknownField = "unknown_field";

    /// <summary>The field, or what it refers to, occurs more than once.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>The value has the wrong type.</summary>
    public const string Type = "type";

    /// <summary>Objects and lists are nested more than <c>max</c> levels deep.</summary>
    public const string Depth = "depth";

    /// <summary>The body is not JSON, or broke off.</summary>
    public const string Json = "json";

    /// <summary>The text has characters that cannot be stored.</summary>
    public const string Text = "text";

    /// <summary>A time with date and zone is needed, in the years 1970 to 9998.</summary>
    public const string Time = "time";

    /// <summary>The time has passed.</summary>
    public const string Past = "past";

    /// <summary>The time is more than a year ahead.</summary>
    public const string TooFarAhead = "too_far_ahead";

    /// <summary>A number from <c>min</c> to <c>max</c> is needed; without <c>max</c>, from <c>min</c>.</summary>
    public const string Number = "number";

    /// <summary>The text has fewer than <c>min</c> or more than <c>max</c> characters.</summary>
    public const string Characters = "characters";

    /// <summary>The text has fewer than <c>min</c> or more than <c>max</c> characters, or control characters such as line breaks.</summary>
    public const string Line = "line";

    /// <summary>The list has fewer than <c>min</c> or more than <c>max</c> items.</summary>
    public const string Items = "items";

    /// <summary>The value has more than <c>max</c> bytes.</summary>
    public const string Bytes = "bytes";

    /// <summary>The value is none of <c>values</c>.</summary>
    public const string OneOf = "one_of";

    /// <summary>At least one of <c>values</c> is needed.</summary>
    public const string AtLeastOne = "at_least_one";

    /// <summary>Exactly one of the fields <c>values</c> is needed.</summary>
    public const string ExactlyOne = "exactly_one";

    /// <summary>The text is not an e-mail address.</summary>
    public const string Email = "email";

    /// <summary>The text is not an id.</summary>
    public const string Id = "id";

    /// <summary>The cursor does not belong to this list.</summary>
    public const string Cursor = "cursor";

    /// <summary>The text is not a language tag (BCP 47).</summary>
    public const string Language = "language";

    /// <summary>A whole number from <c>min</c> to <c>max</c> is needed, or <c>auto</c>.</summary>
    public const string Speakers = "speakers";

    /// <summary>The text has a comma.</summary>
    public const string Comma = "comma";

    /// <summary>The text is not an absolute URL.</summary>
    public const string Url = "url";

    /// <summary>The URL has another scheme than http and https.</summary>
    public const string UrlScheme = "url_scheme";

    /// <summary>The URL has a user name or a password.</summary>
    public const string UrlUser = "url_user";

    /// <summary>The host name is not valid.</summary>
    public const string Host = "host";

    /// <summary>The host name could not be resolved in time.</summary>
    public const string HostNotFound = "host_not_found";

    /// <summary>The host has a private, loopback or link-local address.</summary>
    public const string HostNotAllowed = "host_not_allowed";

    /// <summary>There is no such upload.</summary>
    public const string UploadUnknown = "upload_unknown";

    /// <summary>The upload is not finished.</summary>
    public const string UploadUnfinished = "upload_unfinished";

    /// <summary>There is no such job.</summary>
    public const string JobUnknown = "job_unknown";

    /// <summary>The job has no captions, or none yet.</summary>
    public const string JobWithoutCaptions = "job_without_captions";

    /// <summary>The recording has no moving picture.</summary>
    public const string NoPicture = "no_picture";

    /// <summary>This is not the password of the account.</summary>
    public const string PasswordWrong = "password_wrong";

    /// <summary>The code is not valid, or not any more.</summary>
    public const string CodeWrong = "code_wrong";

    /// <summary>Another one has this name or address already.</summary>
    public const string Taken = "taken";

    /// <summary>This is the value that the account has already.</summary>
    public const string Unchanged = "unchanged";

    /// <summary>A name of a queue has <c>min</c> to <c>max</c> of a-z, A-Z, 0-9, <c>.</c>, <c>_</c> and <c>-</c>, and begins with a letter or digit.</summary>
    public const string QueueName = "queue_name";

    /// <summary>There is no cue with this index.</summary>
    public const string Cue = "cue";

    /// <summary>The text has no visible character.</summary>
    public const string Visible = "visible";

    /// <summary>The text has characters that change the direction of text.</summary>
    public const string Direction = "direction";

    /// <summary>Another rule; only the message explains it.</summary>
    public const string Other = "other";
}
