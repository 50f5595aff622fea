using System.Text.Json;

namespace Platform.Contracts.Jobs;

/// <summary>Represents an entry of the audit log.</summary>
/// <param name="Id">The id of the entry.</param>
/// <param name="At">When the action took place, UTC.</param>
/// <param name="ActorId">The acting user.</param>
/// <param name="Action">The action, such as <c>job.cancel</c>.</param>
/// <param name="JobId">The job; null for a bulk action.</param>
/// <param name="Detail">The filter and counts of a bulk action, or what changed.</param>
/// <param name="Unreadable">True if the stored detail cannot be returned; it is then omitted.</param>
public sealed record AuditEntry(Guid Id, DateTimeOffset At, Guid ActorId, string Action, Guid? JobId, JsonElement? Detail, bool? Unreadable = null);
