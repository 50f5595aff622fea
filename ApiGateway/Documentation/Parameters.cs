using Microsoft.OpenApi;
using Platform.ApiGateway.CaptionFiles;
using Platform.Captions.Formats;

namespace Platform.ApiGateway.Documentation;

/// <summary>Describes the query parameters and headers that handlers read without parameter binding, by operation.</summary>
internal static class Parameters
{
    private static readonly Parameter s_idempotencyKey = new("Idempotency-Key", ParameterLocation.Header, "1 to 200 printable ASCII characters; the same key and body return the same response.");
    private static readonly Parameter s_tus = new("Tus-Resumable", ParameterLocation.Header, "1.0.0", IsRequired: true);
    private static readonly Parameter s_checksum = new("Upload-Checksum", ParameterLocation.Header, "sha1, sha256 or md5, a space, and the base64 hash of the body.");

    private static readonly Parameter s_expression = new("query", ParameterLocation.Query, "PromQL, at most 8,000 characters.", IsRequired: true);
    private static readonly Parameter s_start = new("start", ParameterLocation.Query, "Unix time in seconds, or a date-time with a time zone; at most 92 days before end.", IsRequired: true);
    private static readonly Parameter s_end = new("end", ParameterLocation.Query, "Unix time in seconds, or a date-time with a time zone.", IsRequired: true);
    private static readonly Parameter s_receipt = Query("receipt", "Receipt of the delivery, if the body has none.");

    private static readonly Dictionary<string, Parameter[]> s_parameters = new(StringComparer.Ordinal)
    {
        ["CreateJob"] = [s_idempotencyKey],
        ["CreateJobs"] = [s_idempotencyKey],
        ["RecogniseAgain"] = [s_idempotencyKey],
        ["ListJobs"] =
        [
            Query("state", "scheduled, queued, running, succeeded, failed, cancelled; repeat for any of several."),
            Query("kind", "Repeat for any of several."),
            Query("tag", "Repeat for all of several."),
            Query("priority", "low, normal, high; repeat for any of several."),
            Query("q", "Part of the title, the source or the id."),
            Moment("created_after"),
            Moment("created_before"),
            Query("limit", "1 to 200, 50 by default.", JsonSchemaType.Integer),
            Query("cursor", "next_cursor of the previous page, with the same filters."),
            Query("owner_id", "Owner of the jobs; for operators.", format: "uuid"),
        ],
        ["GetJob"] = [new("If-None-Match", ParameterLocation.Header, "ETag of the cached version; 304 if it is current.")],
        ["GetJobLog"] = [Query("after", "Returns lines after this sequence number.", JsonSchemaType.Integer), Query("limit", "1 to 1,000, 200 by default.", JsonSchemaType.Integer)],
        ["ListAudit"] = [Query("limit", "1 to 200, 50 by default.", JsonSchemaType.Integer), Query("before", "Id of the last entry seen.", format: "uuid")],
        ["ListSecurityEvents"] = [Query("limit", "1 to 200, 50 by default.", JsonSchemaType.Integer), Query("before", "Id of the last entry seen.", format: "uuid")],
        ["ListIncidents"] =
        [
            Query("state", "detected, acknowledged, identified, fixing, monitoring, resolved; repeat for any of several."),
            Query("severity", "p1, p2, p3; repeat for any of several."),
            Query("service", "Name of a service."),
            Query("limit", "1 to 200, 50 by default.", JsonSchemaType.Integer),
            Query("cursor", "next_cursor of the previous page, with the same filters."),
        ],
        ["GetIncident"] = [new("If-None-Match", ParameterLocation.Header, "ETag of the cached version; 304 if it is current.")],
        ["EditIncident"] = [new("If-Match", ParameterLocation.Header, "ETag of the incident that was read.", IsRequired: true)],
        ["ReplaceRota"] = [new("If-Match", ParameterLocation.Header, "ETag of the rota that was read.", IsRequired: true)],
        ["ReplaceChannel"] = [new("If-Match", ParameterLocation.Header, "Revision of the channel that was read, in quotes.", IsRequired: true)],
        ["ListDeliveries"] =
        [
            Query("channel_id", "Deliveries of this channel only.", format: "uuid"),
            Query("limit", "1 to 200, 50 by default.", JsonSchemaType.Integer),
            Query("cursor", "next_cursor of the previous page, with the same filters."),
        ],
        ["ListLogs"] = [Query("service", "Name of a service.")],
        ["ListLogLines"] =
        [
            Query("service", "Name of a service."), Query("level", "DEBUG, INFO, WARN, ERROR, CRITICAL; repeat for any of several."),
            Moment("from"), Moment("to"), Query("text", "Part of the line, at most 200 characters."), Query("trace_id", "32 hex digits."),
            Query("limit", "1 to 1,000, 100 by default.", JsonSchemaType.Integer), Query("cursor", "next_cursor of the previous page, with the same filters."),
        ],
        ["GraphQlByGet"] =
        [
            new("query", ParameterLocation.Query, "The document.", IsRequired: true), Query("operationName", "Name of the operation to run."),
            Query("variables", "A JSON object."), Query("extensions", "A JSON object."),
        ],
        ["QueryMetrics"] = [s_expression, Query("time", "Unix time in seconds, or a date-time with a time zone; now by default.")],
        ["QueryMetricsRange"] = [s_expression, s_start, s_end, new("step", ParameterLocation.Query, "Seconds between points, from 1; at most 2,000 points.", IsRequired: true, Type: JsonSchemaType.Number)],
        ["ListLabelValues"] = [Query("match", "Selector of series; repeat for any of several."), Query("start", "As in query_range."), Query("end", "As in query_range.")],
        ["ListSeries"] = [new("match", ParameterLocation.Query, "Selector of series; repeat for any of several.", IsRequired: true), Query("start", "As in query_range."), Query("end", "As in query_range.")],
        ["JobEvents"] = [new("Last-Event-ID", ParameterLocation.Header, "Id of the last event seen.")],
        ["GetCaptions"] =
        [
            Query("format", CaptionQuery.Listed(CaptionFormats.Names) + "; vtt by default."),
            Query("word_times", "true for WebVTT with the time of each word.", JsonSchemaType.Boolean),
            Query("download", "true for an attachment with a file name.", JsonSchemaType.Boolean),
            new("If-None-Match", ParameterLocation.Header, "ETag of the cached version; 304 if it is current."),
        ],
        ["GetAccountCaptions"] = [new("If-None-Match", ParameterLocation.Header, "ETag of the cached version; 304 if it is current.")],
        ["SetAccountCaptions"] = [new("If-Match", ParameterLocation.Header, "ETag of the settings that were read.", IsRequired: true)],
        ["GetLiveCaptions"] = [new("If-None-Match", ParameterLocation.Header, "ETag of the cached version; 304 if it is current.")],
        ["ImportCaptions"] =
        [
            new("format", ParameterLocation.Query, CaptionQuery.Listed(CaptionFormats.ImportedNames) + ".", IsRequired: true),
            Query("mode", "replace for all cues, or correct for their text only; replace by default."),
            new("If-Match", ParameterLocation.Header, "ETag of the captions that were read.", IsRequired: true),
        ],
        ["EditCaptions"] = [new("If-Match", ParameterLocation.Header, "ETag of the captions that were read.", IsRequired: true)],
        ["ReplaceCaptions"] =
        [
            new("If-Match", ParameterLocation.Header, "ETag of the captions that were read.", IsRequired: true),
            new("Prefer", ParameterLocation.Header, "return=minimal for an answer without the document."),
        ],
        ["GetPeaks"] = [new("If-None-Match", ParameterLocation.Header, "ETag of the cached version; 304 if it is current.")],
        ["GetRevision"] = [new("If-None-Match", ParameterLocation.Header, "ETag of the cached version; 304 if it is current.")],
        ["RestoreRevision"] = [new("If-Match", ParameterLocation.Header, "ETag of the captions that were read.", IsRequired: true)],
        ["GetMedia"] = [new("Range", ParameterLocation.Header, "One range of bytes."), Query("download", "true for an attachment with a file name.", JsonSchemaType.Boolean)],
        ["CreateUpload"] =
        [
            s_tus,
            new("Upload-Length", ParameterLocation.Header, "Size in bytes.", IsRequired: true, Type: JsonSchemaType.Integer),
            new("Upload-Metadata", ParameterLocation.Header, "filename and filetype, each with a base64 value."),
            s_checksum,
        ],
        ["GetUploadOffset"] = [s_tus],
        ["AppendToUpload"] = [s_tus, new("Upload-Offset", ParameterLocation.Header, "Offset of the first byte.", IsRequired: true, Type: JsonSchemaType.Integer), s_checksum],
        ["DeleteUpload"] = [s_tus],
        ["ListQueues"] =
        [
            Query("limit", "1 to 1,000, 1,000 by default.", JsonSchemaType.Integer), Query("after", "Name of the last queue of the previous page."), Query("q", "Part of the name."),
        ],
        ["ConsumeMessages"] =
        [
            Query("batch_size", "1 to 1,000, 1 by default.", JsonSchemaType.Integer),
            Query("wait_seconds", "0 to 30, 0 by default: how long to wait for the first message.", JsonSchemaType.Integer),
            Query("visibility_timeout_seconds", "1 to 43,200; the queue's by default.", JsonSchemaType.Integer),
        ],
        ["AckMessage"] = [s_receipt],
        ["NackMessage"] = [s_receipt],
        ["ExtendMessage"] = [s_receipt],
        ["ListMessages"] =
        [
            Query("status", "pending, processing, processed or failed."),
            Query("limit", "1 to 200, 50 by default.", JsonSchemaType.Integer),
            Query("cursor", "next_cursor of the previous page."),
        ],
        ["ListDeadLetters"] =
        [
            Query("reason", "Reason of the failure."), Query("group", "Message group."),
            Moment("failed_after"), Moment("failed_before"),
            Query("limit", "1 to 200, 50 by default.", JsonSchemaType.Integer), Query("cursor", "next_cursor of the previous page."),
        ],
    };

    /// <summary>Adds the parameters that a handler reads without binding: those above, and path parameters that are not method arguments.</summary>
    /// <param name="operation">The operation to extend.</param>
    /// <param name="path">The route template.</param>
    public static void Add(OpenApiOperation operation, string path)
    {
        AddPath(operation, path);
        if (operation.OperationId?.Replace("AtRoot", "", StringComparison.Ordinal) is not { } id || !s_parameters.TryGetValue(id, out var parameters))
        {
            return;
        }

        operation.Parameters ??= [];
        foreach (var parameter in parameters)
        {
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = parameter.Name,
                In = parameter.In,
                Description = parameter.Description,
                Required = parameter.IsRequired,
                Schema = new OpenApiSchema { Type = parameter.Type, Format = parameter.Format },
            });
        }
    }

    private static void AddPath(OpenApiOperation operation, string path)
    {
        foreach (var segment in path.Split('/').Where(segment => segment.StartsWith('{')))
        {
            var name = segment.Trim('{', '}').Split(':')[0];
            if (operation.Parameters?.Any(parameter => parameter.In == ParameterLocation.Path && parameter.Name == name) == true)
            {
                continue;
            }

            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Path, Required = true, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
        }
    }

    private static Parameter Moment(string name) => Query(name, "Date-time with a time zone, in the years 1970 to 9998.", format: "date-time");

    private static Parameter Query(string name, string description, JsonSchemaType type = JsonSchemaType.String, string? format = null) =>
        new(name, ParameterLocation.Query, description, false, type, format);

    private sealed record Parameter(
        string Name, ParameterLocation In, string Description, bool IsRequired = false, JsonSchemaType Type = JsonSchemaType.String, string? Format = null);
}
