namespace Platform.Operations.Incidents;

/// <summary>Represents who does something to an incident.</summary>
/// <param name="Id">The user's id; null for the service itself, and for who came by the link of a notification.</param>
/// <param name="Name">How the timeline names them; null for the service itself.</param>
internal readonly record struct Person(Guid? Id, string? Name)
{
    /// <summary>Gets the service itself.</summary>
    public static Person Nobody { get; }
}
