using Platform.GraphQl.Syntax;
using Platform.GraphQl.Types;

namespace Platform.GraphQl.Validation;

internal static class Literals
{
    /// <summary>A scalar of the document; null where the value is none.</summary>
    public static ScalarInput? AsScalar(Value value) => value switch
    {
        IntValue number => new ScalarInput(ScalarInputKind.Whole, number.Text),
        FloatValue number => new ScalarInput(ScalarInputKind.Fraction, number.Text),
        StringValue text => new ScalarInput(ScalarInputKind.Text, text.Text),
        BooleanValue boolean => new ScalarInput(ScalarInputKind.Boolean, boolean.IsTrue ? "true" : "false"),
        _ => null,
    };

    /// <summary>The value of a scalar as the document has it. A literal is strict: 1.0 is no Int.</summary>
    public static object? Read(ScalarType type, Value value)
    {
        if (AsScalar(value) is not { } input || (input.Kind == ScalarInputKind.Fraction && type.Name == "Int"))
        {
            return null;
        }

        return type.Codec.Read(input);
    }
}
