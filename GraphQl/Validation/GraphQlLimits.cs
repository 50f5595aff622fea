namespace Platform.GraphQl.Validation;

/// <summary>What one request may ask for.</summary>
public sealed record GraphQlLimits
{
    /// <summary>Tokens of the document; 5,000.</summary>
    public int Tokens { get; init; } = 5_000;

    /// <summary>Levels of selections, fragments unfolded; 15.</summary>
    public int Depth { get; init; } = 15;

    /// <summary>Fields of the document, fragments unfolded; 2,000.</summary>
    public int Fields { get; init; } = 2_000;

    /// <summary>Cost: of each field as its schema says, as often as its lists may have items; 50,000.</summary>
    public int Cost { get; init; } = 50_000;

    /// <summary>Fields of the answer; 200,000.</summary>
    public int ResultFields { get; init; } = 200_000;
}
