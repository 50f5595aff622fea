using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.ApiGateway.Operations;

/// <summary>Maps the routes by which people work on incidents. Each action is recorded in the audit log.</summary>
internal static class IncidentActionEndpoints
{
    private const string Number = "/incidents/{number:long:min(1)}";
    private const int MaxTitle = 200;
    private const int MaxService = 100;
    private const int MaxNote = 4000;
    private const int MaxSplit = 100;
    private const int MaxFingerprint = 64;
    private const int MaxToken = 100;

    /// <summary>Maps the routes for responders.</summary>
    public static void MapIncidentActions(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/incidents", OpenAsync).WithName("OpenIncident").Accepts<CreateIncidentRequest>("application/json")
            .Produces<IncidentDetails>(StatusCodes.Status201Created).ProducesProblem(422).WithSummary("Open an incident of which no alert tells");
        routes.MapPatch(Number, EditAsync).WithName("EditIncident").Accepts<EditIncidentRequest>("application/json")
            .Produces<IncidentDetails>().ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(422).ProducesProblem(428)
            .WithSummary("Change state, severity or title of an incident; If-Match has the version that was read");
        routes.MapPost(Number + "/acknowledge", AcknowledgeAsync).WithName("AcknowledgeIncident")
            .Produces<IncidentDetails>().ProducesProblem(404).ProducesProblem(409).WithSummary("Acknowledge an incident; nothing happens if somebody has already");
        routes.MapPost(Number + "/notes", NoteAsync).WithName("AddIncidentNote").Accepts<AddNoteRequest>("application/json")
            .Produces<IncidentDetails>().ProducesProblem(404).ProducesProblem(409).ProducesProblem(422).WithSummary("Add a text to the timeline of an incident");
        routes.MapPost(Number + "/merge", MergeAsync).WithName("MergeIncident").Accepts<MergeIncidentRequest>("application/json")
            .Produces<IncidentDetails>().ProducesProblem(404).ProducesProblem(409).ProducesProblem(422).WithSummary("Move the alerts of an incident into another, and end it; answers the other");
        routes.MapPost(Number + "/split", SplitAsync).WithName("SplitIncident").Accepts<SplitAlertsRequest>("application/json")
            .Produces<IncidentDetails>(StatusCodes.Status201Created).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422).WithSummary("Move alerts out of an incident into a new one; answers the new one");
    }

    /// <summary>Maps the route for who has the link of a notification: it needs no account.</summary>
    public static void MapAcknowledgements(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/acknowledgements", AcknowledgeByLinkAsync).WithName("AcknowledgeByLink").Accepts<AcknowledgeByLinkRequest>("application/json")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422)
            .WithSummary("Acknowledge an incident by the link of a notification");

    private static async Task<IResult> OpenAsync(HttpContext context, OperationsClient operations, IdentityDb db, TimeProvider time)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.CreateIncidentRequest);
        var errors = new FieldErrors();
        var open = new OpenIncidentRequest
        {
            Person = PersonOf(context),
            Title = NormalTexts.Read(request.Title, "title", MaxTitle, FieldError.Characters(1, MaxTitle), errors) ?? "",
            Service = NormalTexts.Read(request.Service, "service", MaxService, FieldError.Characters(1, MaxService), errors) ?? "",
            Severity = (IncidentPriority)(int)request.Severity,
        };
        if (NoteOf(request.Note, "note", errors) is { } note)
        {
            open.Note = note;
        }

        errors.ThrowIfAny();
        var opened = await operations.OpenAsync(open, context.RequestAborted);
        await AuditAsync(context, db, time, "incident.opened", opened.Incident.Number, open.Title);
        context.Response.Headers.Location = string.Create(CultureInfo.InvariantCulture, $"/api/v1/operations/incidents/{opened.Incident.Number}");
        return context.Answer(opened, StatusCodes.Status201Created);
    }

    private static async Task<IResult> EditAsync(long number, HttpContext context, OperationsClient operations, IdentityDb db, TimeProvider time)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.EditIncidentRequest);
        var errors = new FieldErrors();
        var change = new ChangeIncidentRequest { Person = PersonOf(context), Number = number };
        if (request.State is { } state)
        {
            change.State = (IncidentPhase)(int)state;
        }

        if (request.Severity is { } severity)
        {
            change.Severity = (IncidentPriority)(int)severity;
        }

        if (request.Title is { } given && NormalTexts.Read(given, "title", MaxTitle, FieldError.Characters(1, MaxTitle), errors) is { } title)
        {
            change.Title = title;
        }

        if (NoteOf(request.Note, "note", errors) is { } note)
        {
            change.Note = note;
        }

        errors.ThrowIfAny();
        var known = await operations.GetAsync(number, context.RequestAborted);
        context.RequireMatch(known.Incident.Revision);
        change.Revision = known.Incident.Revision;
        var changed = await operations.ChangeAsync(change, context.RequestAborted);
        await AuditAsync(context, db, time, "incident.changed", number, string.Create(CultureInfo.InvariantCulture, $"{request.State} {request.Severity} {request.Title}").Trim());
        return context.Answer(changed);
    }

    private static async Task<IResult> AcknowledgeAsync(long number, HttpContext context, OperationsClient operations, IdentityDb db, TimeProvider time)
    {
        var acknowledged = await operations.AcknowledgeAsync(new AcknowledgeIncidentRequest { Person = PersonOf(context), Number = number }, context.RequestAborted);
        await AuditAsync(context, db, time, "incident.acknowledged", number, null);
        return context.Answer(acknowledged);
    }

    private static async Task<IResult> NoteAsync(long number, HttpContext context, OperationsClient operations, IdentityDb db, TimeProvider time)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.AddNoteRequest);
        var errors = new FieldErrors();
        var text = NoteOf(request.Text, "text", errors);
        errors.ThrowIfAny();
        var changed = await operations.ChangeAsync(new ChangeIncidentRequest { Person = PersonOf(context), Number = number, Note = text }, context.RequestAborted);
        await AuditAsync(context, db, time, "incident.noted", number, null);
        return context.Answer(changed);
    }

    private static async Task<IResult> MergeAsync(long number, HttpContext context, OperationsClient operations, IdentityDb db, TimeProvider time)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.MergeIncidentRequest);
        if (request.Into < 1 || request.Into == number)
        {
            throw new ApiProblemException(ApiProblem.Invalid("into", FieldError.Other("The number of another incident.")));
        }

        var merged = await operations.MergeAsync(new MergeIncidentsRequest { Person = PersonOf(context), Number = number, Into = request.Into }, context.RequestAborted);
        await AuditAsync(context, db, time, "incident.merged", number, string.Create(CultureInfo.InvariantCulture, $"into {request.Into}"));
        return context.Answer(merged);
    }

    private static async Task<IResult> SplitAsync(long number, HttpContext context, OperationsClient operations, IdentityDb db, TimeProvider time)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.SplitAlertsRequest);
        var errors = new FieldErrors();
        if (request.Alerts.Count is 0 or > MaxSplit || request.Alerts.Any(alert => alert is null))
        {
            errors.Add("alerts", FieldError.Items(1, MaxSplit, "1 to 100 alerts."));
            errors.ThrowIfAny();
        }

        for (var i = 0; i < request.Alerts.Count; i++)
        {
            var fingerprint = request.Alerts[i].Fingerprint;
            if (fingerprint.Length is 0 or > MaxFingerprint || !fingerprint.All(char.IsAsciiHexDigitLower))
            {
                errors.Add(string.Create(CultureInfo.InvariantCulture, $"alerts[{i}].fingerprint"), FieldError.Characters(1, MaxFingerprint, "1 to 64 hexadecimal digits."));
            }
        }

        errors.ThrowIfAny();
        var split = await operations.SplitAsync(
            new SplitIncidentRequest
            {
                Person = PersonOf(context),
                Number = number,
                Alerts = { request.Alerts.Select(alert => new AlertKey { Fingerprint = alert.Fingerprint, StartsAt = Timestamp.FromDateTimeOffset(alert.StartsAt) }) },
            },
            context.RequestAborted);
        await AuditAsync(context, db, time, "incident.split", number, string.Create(CultureInfo.InvariantCulture, $"into {split.Incident.Number}"));
        return context.Answer(split, StatusCodes.Status201Created);
    }

    private static async Task<IResult> AcknowledgeByLinkAsync(HttpContext context, OperationsClient operations, IdentityDb db, TimeProvider time)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.AcknowledgeByLinkRequest);
        if (request.Token.Length is 0 or > MaxToken)
        {
            throw new ApiProblemException(ApiProblem.Invalid("token", FieldError.Characters(1, MaxToken)));
        }

        var acknowledged = await operations.AcknowledgeAsync(new AcknowledgeIncidentRequest { Token = request.Token }, context.RequestAborted);
        db.SecurityEvents.Add(SecurityLog.Create(
            time, "incident.acknowledged", null, context.Connection.RemoteIpAddress, string.Create(CultureInfo.InvariantCulture, $"{acknowledged.Incident.Number} by link")));
        await db.SaveChangesAsync(CancellationToken.None);
        return TypedResults.NoContent();
    }

    private static string? NoteOf(string? text, string field, FieldErrors errors) =>
        text is null ? null : NormalTexts.Read(text, field, MaxNote, FieldError.Characters(1, MaxNote), errors);

    private static IncidentPerson PersonOf(HttpContext context)
    {
        var caller = context.Caller();
        return new IncidentPerson { Id = caller.UserId.ToBytes(), Name = caller.Email };
    }

    // What was done is done: its entry is written even if the client has disconnected.
    private static async Task AuditAsync(HttpContext context, IdentityDb db, TimeProvider time, string name, long number, string? detail)
    {
        db.SecurityEvents.Add(SecurityLog.Create(
            time, name, context.Caller().UserId, context.Connection.RemoteIpAddress, string.Create(CultureInfo.InvariantCulture, $"{number} {detail}").TrimEnd()));
        await db.SaveChangesAsync(CancellationToken.None);
    }
}
