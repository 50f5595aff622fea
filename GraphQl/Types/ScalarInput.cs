namespace Platform.GraphQl.Types;

/// <summary>How a scalar was written.</summary>
public enum ScalarInputKind
{
    /// <summary>A number without fraction and exponent.</summary>
    Whole,

    /// <summary>Any other number.</summary>
    Fraction,

    /// <summary>A string.</summary>
    Text,

    /// <summary>True or false.</summary>
    Boolean,
}

/// <summary>A scalar as the client wrote it, in the document or in the variables.</summary>
/// <param name="Kind">How.</param>
/// <param name="Text">A number as written, the value of a string, <c>true</c> or <c>false</c>.</param>
public readonly record struct ScalarInput(ScalarInputKind Kind, string Text);
