using System.Text.Json;

namespace Platform.Contracts.Internal;

/// <summary><c>POST /internal/v1/audit</c> → 204, also where the entry is there already.</summary>
/// <param name="Id">The entry, a UUIDv7 of the time of the deed.</param>
/// <param name="ActorId">Who did it.</param>
/// <param name="Action">Such as <c>account.deleted</c>; at most 50 characters.</param>
/// <param name="Detail">What else is known of it.</param>
public sealed record NewAuditEntry(Guid Id, Guid ActorId, string Action, JsonElement? Detail = null);
