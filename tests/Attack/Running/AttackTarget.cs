namespace Platform.Attack.Running;

/// <summary>The platform that is attacked, and what its jobs may fetch.</summary>
/// <param name="Api">Address of the gateway.</param>
/// <param name="Page">Address of the page.</param>
/// <param name="Media">Recordings that are none, cost more than they are worth, or never end.</param>
/// <param name="Hook">Receives webhooks, and does not answer.</param>
internal sealed record AttackTarget(Uri Api, Uri Page, IReadOnlyList<Uri> Media, Uri Hook);
