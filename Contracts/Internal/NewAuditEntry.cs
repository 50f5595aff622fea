using System.Text.Json;

namespace Platform.Contracts.Internal;

/// <summary>Adds an entry to the audit log, idempotently: <c>POST /internal/v1/audit</c> → 204.</summary>
/// <param name="Id">The id of the entry, a UUIDv7 with the time of the action.</param>
/// <param name="ActorId">The acting user.</param>
/// <param name="Action">The action, such as <c>account.deleted</c>; at most 50 characters.</param>
/// <param name="Detail">Further details.</param>
public sealed record NewAuditEntry(Guid Id, Guid ActorId, string Action, JsonElement? Detail = null);
