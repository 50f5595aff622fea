namespace Platform.Frontend.Finishing;

/// <summary>Represents the stretch of the captions that are selected in the studio.</summary>
/// <param name="Start">The start in milliseconds from the start of the recording.</param>
/// <param name="End">The end in milliseconds.</param>
internal sealed record SelectedStretch(long Start, long End);
