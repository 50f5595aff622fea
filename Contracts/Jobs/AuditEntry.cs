using System.Text.Json;

namespace Platform.Contracts.Jobs;

/// <summary>A row of the audit table.</summary>
/// <param name="Id">The row.</param>
/// <param name="At">When, UTC.</param>
/// <param name="ActorId">Who acted.</param>
/// <param name="Action">What was done, such as <c>job.cancel</c>.</param>
/// <param name="JobId">To which job; null for a bulk action.</param>
/// <param name="Detail">Filter and counts of a bulk action, or what changed.</param>
/// <param name="Unreadable">True where the stored detail cannot be given back; it is left out then.</param>
public sealed record AuditEntry(Guid Id, DateTimeOffset At, Guid ActorId, string Action, Guid? JobId, JsonElement? Detail, bool? Unreadable = null);
