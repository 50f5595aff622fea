using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Operations.Alerts;

/// <summary>Maps the route to which Alertmanager sends alerts, version 4 of its webhook.</summary>
internal static class AlertIntakeEndpoints
{
    private const long MaxBytes = 4 * 1024 * 1024;
    private const string Scheme = "Bearer ";

    /// <summary>Maps <c>POST /alerts</c>. Without the shared key it answers 401 and reads nothing.</summary>
    public static void MapAlertIntake(this IEndpointRouteBuilder routes) => routes.MapPost("/alerts", TakeAsync);

    private static async Task<IResult> TakeAsync(HttpContext context, AlertIntake intake, IOptions<AlertOptions> options)
    {
        if (!IsKeyIn(context.Request.Headers.Authorization, options.Value.Key))
        {
            return TypedResults.Unauthorized();
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxBytes;
        }

        try
        {
            var message = await JsonSerializer.DeserializeAsync(context.Request.Body, AlertJson.Default.AlertMessage, context.RequestAborted);
            await intake.TakeAsync(AlertReading.Read(message), context.RequestAborted);
            return TypedResults.Ok();
        }
        catch (JsonException)
        {
            return Refuse("$", "This is not a message of Alertmanager's webhook.", StatusCodes.Status400BadRequest);
        }
        catch (Exception exception) when (InputException.Of(exception) is { } fault)
        {
            return Refuse(fault.Field ?? "$", fault.Detail, fault.Status);
        }
    }

    private static bool IsKeyIn(StringValues header, string? key) =>
        key is not null && header is [{ } text] && text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Hash(text[Scheme.Length..]), Hash(key));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static IResult Refuse(string field, string rule, int status) => TypedResults.Problem(
        detail: rule, statusCode: status, extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["field"] = field });
}
