using System.Collections;
using System.Text;
using Platform.GraphQl.Syntax;

namespace Platform.Unit.GraphQl;

/// <summary>All that a document says, without where it says it.</summary>
internal static class Dump
{
    public static string Of(Document document)
    {
        var text = new StringBuilder();
        Write(text, document.Definitions);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append('-');
                break;
            case string or bool or Enum:
                text.Append('<').Append(value).Append('>');
                break;
            case IEnumerable items:
                text.Append('[');
                foreach (var item in items)
                {
                    Write(text, item);
                }

                text.Append(']');
                break;
            default:
                text.Append(value.GetType().Name).Append('(');
                foreach (var property in value.GetType().GetProperties().Where(property => property.Name is not (nameof(Node.Start) or nameof(Field.ResponseName))))
                {
                    Write(text, property.GetValue(value));
                }

                text.Append(')');
                break;
        }
    }
}
