using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Accounts;

/// <summary>Maps the route <c>/audit/security</c> for operators: sign-ins, sessions, keys and roles of all accounts.</summary>
internal static class SecurityEventEndpoints
{
    public static IEndpointRouteBuilder MapSecurityEvents(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/audit/security", ListAsync).WithTags("Operators").RequireAuthorization(Policies.Operator)
            .Produces<ListResponse<AuditEntry>>().WithName("ListSecurityEvents").WithSummary("List security events of all accounts, newest first");
        return routes;
    }

    private static async Task<IResult> ListAsync(HttpContext context, IdentityDb db)
    {
        var errors = new FieldErrors();
        var limit = (int)(QueryNumbers.Read(context.Request.Query, "limit", 1, 200, errors) ?? 50);
        Guid? before = null;
        if (context.Request.Query["before"] is [{ } text])
        {
            if (Guid.TryParse(text, out var id))
            {
                before = id;
            }
            else
            {
                errors.Add("before", FieldError.NoId);
            }
        }

        errors.ThrowIfAny();
        var events = await db.SecurityEvents.AsNoTracking()
            .Where(e => before == null || e.Id.CompareTo(before.Value) < 0)
            .OrderByDescending(e => e.Id).Take(limit).ToListAsync(context.RequestAborted);
        return TypedResults.Json(new ListResponse<AuditEntry>([.. events.Select(ToEntry)]), GatewayJson.Default.ListResponseAuditEntry);
    }

    private static AuditEntry ToEntry(SecurityEvent row) => new(
        row.Id,
        row.At,
        row.UserId ?? Guid.Empty,
        row.Event,
        null,
        JsonSerializer.SerializeToElement(
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["address"] = row.Address?.ToString(), ["detail"] = row.Detail },
            SecurityJson.Default.DictionaryStringString));
}

/// <summary>Serialises the details of security events.</summary>
[System.Text.Json.Serialization.JsonSourceGenerationOptions(DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
[System.Text.Json.Serialization.JsonSerializable(typeof(Dictionary<string, string?>))]
internal sealed partial class SecurityJson : System.Text.Json.Serialization.JsonSerializerContext;
