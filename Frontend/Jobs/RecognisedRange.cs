using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Jobs;

/// <summary>Represents a stretch of a recording that another job recognises again.</summary>
/// <param name="Job">The job.</param>
/// <param name="Range">The stretch.</param>
public sealed record RecognisedRange(Guid Job, CaptionRange Range);
