namespace Platform.ApiGateway.InternalCalls;

/// <summary>Translates the field names of internal calls to those of the public API.</summary>
internal static class PublicFields
{
    /// <summary>The request as a whole, used if no field of the caller is at fault.</summary>
    public const string Whole = "$";

    // By call: the members of its request that contain what the caller sent.
    private static readonly Dictionary<string, string[]> s_wrappers = new(StringComparer.Ordinal)
    {
        ["QueueService/Create"] = ["settings"],
        ["QueueService/Update"] = ["settings"],
        ["StoredMessageService/Search"] = ["filter"],
        ["JobService/Search"] = ["filter"],
        ["ChannelService/Save"] = ["settings"],
        ["RotaService/Save"] = ["settings"],
    };

    // By call: fields with a different name, without the wrapper.
    private static readonly Dictionary<string, Dictionary<string, string>> s_names = new(StringComparer.Ordinal)
    {
        ["QueueService/Search"] = new(StringComparer.Ordinal) { ["name_contains"] = "q" },
        ["QueueService/Get"] = new(StringComparer.Ordinal) { ["name"] = "queue_name" },
        ["QueueService/Delete"] = new(StringComparer.Ordinal) { ["name"] = "queue_name" },
        ["QueueService/Leave"] = new(StringComparer.Ordinal) { ["name"] = "queue_name" },
        ["QueueService/Share"] = new(StringComparer.Ordinal) { ["user_id"] = "user", ["name"] = "queue_name" },
        ["StoredMessageService/Get"] = new(StringComparer.Ordinal) { ["id"] = "message_id" },
        ["StoredMessageService/Search"] = new(StringComparer.Ordinal) { ["before"] = "cursor", ["name"] = "queue_name", ["state"] = "status" },
        ["StoredMessageService/SearchQueues"] = new(StringComparer.Ordinal) { ["before"] = "cursor", ["names"] = Whole, ["state"] = "status" },
        ["StoredMessageService/Purge"] = new(StringComparer.Ordinal) { ["name"] = "queue_name" },
        ["JobService/Search"] = new(StringComparer.Ordinal)
        {
            ["states"] = "state",
            ["kinds"] = "kind",
            ["tags"] = "tag",
            ["priorities"] = "priority",
            ["text"] = "q",
            ["ids"] = Whole,
            ["before"] = "cursor",
        },
        ["JobService/ActOnAll"] = new(StringComparer.Ordinal) { ["filter.text"] = "filter.q", ["filter.owner_id"] = Whole, ["filter.priorities"] = Whole, ["before"] = Whole },
        ["JobService/ReplaceResult"] = new(StringComparer.Ordinal)
        {
            ["result"] = Whole,
            ["result_json"] = Whole,
            ["expected_version"] = Whole,
            ["revision"] = Whole,
        },
        ["IncidentService/Search"] = new(StringComparer.Ordinal) { ["before"] = "cursor", ["states"] = "state", ["severities"] = "severity" },
        ["IncidentService/Open"] = new(StringComparer.Ordinal) { ["person"] = Whole },
        ["IncidentService/Change"] = new(StringComparer.Ordinal) { ["person"] = Whole, ["revision"] = Whole },
        ["IncidentService/Acknowledge"] = new(StringComparer.Ordinal) { ["person"] = Whole },
        ["IncidentService/Merge"] = new(StringComparer.Ordinal) { ["person"] = Whole },
        ["IncidentService/Split"] = new(StringComparer.Ordinal) { ["person"] = Whole },
        ["ChannelService/Save"] = new(StringComparer.Ordinal) { ["kind"] = "type", ["revision"] = Whole },
        ["RotaService/Save"] = new(StringComparer.Ordinal) { ["revision"] = Whole },
        ["ChannelService/SearchDeliveries"] = new(StringComparer.Ordinal) { ["before"] = "cursor" },
        ["JobService/NameRevision"] = new(StringComparer.Ordinal) { ["number"] = "revision" },
    };

    /// <summary>Translates a field name.</summary>
    /// <param name="call">The call: service and method, such as <c>JobService/Search</c>.</param>
    /// <param name="field">The internal name: a dotted path.</param>
    /// <returns>The public name; <see cref="Whole"/> if the caller sent no such field.</returns>
    public static string Of(string call, string field)
    {
        if (IsWithin(field, "actor"))
        {
            return Whole;
        }

        foreach (var wrapper in s_wrappers.GetValueOrDefault(call) ?? [])
        {
            if (field == wrapper)
            {
                return Whole;
            }

            if (IsWithin(field, wrapper))
            {
                field = field[(wrapper.Length + 1)..];
                break;
            }
        }

        foreach (var (known, name) in s_names.GetValueOrDefault(call) ?? [])
        {
            if (IsWithin(field, known))
            {
                return name == Whole ? Whole : name + field[known.Length..];
            }
        }

        return field;
    }

    private static bool IsWithin(string field, string part) =>
        field.StartsWith(part, StringComparison.Ordinal) && (field.Length == part.Length || field[part.Length] is '.' or '[');
}
