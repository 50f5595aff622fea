namespace Platform.Frontend.Links;

/// <summary>Represents a place where links are opened.</summary>
/// <param name="Root">Its path.</param>
/// <param name="IsFrame">Whether it is shown in frames of other sites.</param>
public sealed record LinkPlace(string Root, bool IsFrame)
{
    /// <summary>Gets the page of its own.</summary>
    public static LinkPlace Page { get; } = new("/shared", IsFrame: false);

    /// <summary>Gets the player for frames of other sites.</summary>
    public static LinkPlace Frame { get; } = new("/embed", IsFrame: true);

    /// <summary>Gets the path of the captions of a job.</summary>
    /// <param name="job">The job.</param>
    public string PathOf(Guid job) => $"{Root}/{job}";
}
