using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.ApiKeys;

/// <summary>Maps the routes under <c>/api-keys</c>: a key is shown once, stored as a hash, and can be revoked.</summary>
internal static class ApiKeyEndpoints
{
    private const int MaxKeys = 100;
    private const int MaxName = 100;
    private const int PrefixLength = 11;

    public static IEndpointRouteBuilder MapApiKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/api-keys").WithTags("API keys").RequireAuthorization(Policies.SignedIn);
        keys.MapGet("", ListAsync).WithName("ListApiKeys").Produces<ListResponse<ApiKeyResponse>>().WithSummary("List the account's API keys");
        keys.MapPost("", CreateAsync).WithName("CreateApiKey").Accepts<CreateApiKeyRequest>("application/json")
            .Produces<ApiKeyResponse>(StatusCodes.Status201Created).ProducesProblem(422).WithSummary("Create an API key; only this response contains it");
        keys.MapDelete("/{id:guid}", RevokeAsync).WithName("RevokeApiKey").Produces(StatusCodes.Status204NoContent).ProducesProblem(404).WithSummary("Revoke an API key, and the links to captions that it created, immediately");
        return routes;
    }

    private static async Task<IResult> ListAsync(HttpContext context, IdentityDb db)
    {
        var userId = context.Caller().UserId;
        var keys = await db.ApiKeys.AsNoTracking().Where(k => k.UserId == userId).OrderByDescending(k => k.Id).ToListAsync(context.RequestAborted);
        return TypedResults.Json(new ListResponse<ApiKeyResponse>([.. keys.Select(k => ToResponse(k, null))]), GatewayJson.Default.ListResponseApiKeyResponse);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, IdentityDb db, TimeProvider time)
    {
        var request = await JsonBody.ReadAsync(context, GatewayJson.Default.CreateApiKeyRequest);
        var now = time.GetUtcNow();
        var userId = context.Caller().UserId;
        var name = Check(request, now);

        var secret = "pk_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var key = new ApiKey
        {
            Id = Guid.CreateVersion7(now),
            UserId = userId,
            Name = name,
            Prefix = secret[..PrefixLength],
            KeyHash = SHA256.HashData(Encoding.UTF8.GetBytes(secret)),
            Scopes = [.. (request.Scopes ?? Scopes.All).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            CreatedAt = now,
            ExpiresAt = request.ExpiresAt,
        };
        await db.RunLockedAsync(
            userId,
            async () =>
            {
                if (await db.ApiKeys.CountAsync(k => k.UserId == userId && k.RevokedAt == null, context.RequestAborted) >= MaxKeys)
                {
                    throw new ApiProblemException(ApiProblem.QuotaExceeded($"There are {MaxKeys} keys already; revoke one first."));
                }

                db.ApiKeys.Add(key);
                db.SecurityEvents.Add(SecurityLog.Create(time, "api_key.created", key.UserId, context.Connection.RemoteIpAddress, key.Prefix));
                await db.SaveChangesAsync(context.RequestAborted);
            },
            context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Location = "/api/v1/api-keys/" + key.Id;
        return TypedResults.Json(ToResponse(key, secret), GatewayJson.Default.ApiKeyResponse, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> RevokeAsync(Guid id, HttpContext context, IdentityDb db, Revocations revocations, TimeProvider time)
    {
        var userId = context.Caller().UserId;
        var key = await db.ApiKeys.FirstOrDefaultAsync(k => k.Id == id && k.UserId == userId, context.RequestAborted);
        if (key is null)
        {
            return ApiProblem.NotFound("There is no such key.");
        }

        if (key.RevokedAt is null)
        {
            key.RevokedAt = time.GetUtcNow();
            db.SecurityEvents.Add(SecurityLog.Create(time, "api_key.revoked", userId, context.Connection.RemoteIpAddress, key.Prefix));
            await db.SaveChangesAsync(context.RequestAborted);
            await db.CaptionLinks.Where(l => l.UserId == userId && l.KeyId == id).ExecuteDeleteAsync(context.RequestAborted);
            revocations.Revoke(userId);
        }

        return TypedResults.NoContent();
    }

    /// <summary>Validates a request for a key; throws an error that names every invalid field.</summary>
    /// <returns>The name of the key in its normal form.</returns>
    private static string Check(CreateApiKeyRequest request, DateTimeOffset now)
    {
        var errors = new FieldErrors();
        var name = NormalTexts.Read(request.Name, "name", MaxName, FieldError.Characters(1, MaxName, "A name has 1 to 100 characters."), errors);

        if (request.Scopes is { } scopes)
        {
            if (scopes.Count == 0)
            {
                errors.Add("scopes", FieldError.AtLeastOne(Scopes.Known, "Leave it out for all scopes, or name at least one."));
            }

            for (var i = 0; i < scopes.Count; i++)
            {
                if (!Scopes.Known.Contains(scopes[i], StringComparer.Ordinal))
                {
                    errors.Add($"scopes[{i}]", FieldError.OneOf(Scopes.Known, "Known scopes are " + string.Join(", ", Scopes.Known) + "."));
                }
            }
        }

        if (request.ExpiresAt <= now)
        {
            errors.Add("expires_at", FieldError.Of(FieldRules.Past, "This moment has passed."));
        }

        errors.ThrowIfAny();
        return name!;
    }

    private static ApiKeyResponse ToResponse(ApiKey key, string? secret) =>
        new(key.Id, key.Name, key.Prefix, key.Scopes, key.CreatedAt, key.ExpiresAt, key.LastUsedAt, key.RevokedAt, secret);
}
