namespace Platform.Attack.Running;

/// <summary>Describes the platform under attack, and the hosts that its jobs use.</summary>
/// <param name="Api">The address of the gateway.</param>
/// <param name="Page">The address of the page.</param>
/// <param name="Media">Addresses of media that are invalid, expensive to process, or endless.</param>
/// <param name="Hook">The address for webhooks, which never answers.</param>
internal sealed record AttackTarget(Uri Api, Uri Page, IReadOnlyList<Uri> Media, Uri Hook);
