using System.Globalization;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Importing;

/// <summary>Thrown when a file of captions cannot be imported; its message begins with the line.</summary>
/// <param name="line">The line, from 1.</param>
/// <param name="reason">What is wrong, in English, one or two sentences.</param>
/// <param name="rule">The rule that is broken; null if only the message explains it.</param>
public sealed class CaptionFileException(int line, string reason, FieldRule? rule = null)
    : FormatException(string.Create(CultureInfo.InvariantCulture, $"Line {line}: {reason}"))
{
    /// <summary>Gets the line, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>Gets the rule that the file breaks.</summary>
    public FieldRule Rule { get; } = rule ?? new FieldRule(FieldRules.Other);
}
