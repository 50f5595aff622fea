using System.Text.RegularExpressions;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Platform.Unit;

/// <summary>
/// Finds texts that stand in the page's code instead of in its resources. Looked for in what the compiler made of components and
/// classes: there markup, attributes and strings are apart, however they were written.
/// </summary>
internal static partial class LiteralTexts
{
    // Attributes that are read out or shown.
    private static readonly HashSet<string> s_shown = new(StringComparer.OrdinalIgnoreCase)
        { "title", "aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "aria-placeholder", "placeholder", "alt", "label", "summary", "data-hint", "data-label", "data-none" };

    private static readonly HashSet<string> s_ofMarkup = new(StringComparer.Ordinal) { "AddMarkupContent", "AddContent" };
    private static readonly HashSet<string> s_ofAttributes = new(StringComparer.Ordinal) { "AddAttribute", "AddComponentParameter" };

    /// <summary>One line for each text: where it is and what it says.</summary>
    /// <param name="types">Where to look.</param>
    /// <param name="isAside">Whether a text is none for people: it is given the method and the text.</param>
    public static IReadOnlyList<string> In(IEnumerable<TypeDefinition> types, Func<MethodDefinition, string, bool> isAside) =>
    [
        .. from type in types
           from method in type.Methods
           where method.HasBody
           from text in Of(method)
           where !isAside(method, text)
           select $"{method.DeclaringType.FullName}.{method.Name}: {text}",
    ];

    private static IEnumerable<string> Of(MethodDefinition method)
    {
        Instruction? endOfValue = null;
        var attribute = "";
        foreach (var instruction in method.Body.Instructions)
        {
            if (instruction == endOfValue)
            {
                endOfValue = null;
            }

            if (instruction.OpCode != OpCodes.Ldstr)
            {
                continue;
            }

            var text = (string)instruction.Operand;
            if (instruction.Next?.Operand is MethodReference { DeclaringType.Name: "RenderTreeBuilder" } builder && s_ofMarkup.Contains(builder.Name))
            {
                foreach (var part in OfMarkup(text))
                {
                    yield return part;
                }
            }
            else if (endOfValue is null && AttributeOf(instruction) is { } end)
            {
                (attribute, endOfValue) = (text, end);
            }
            else if (endOfValue is not null && s_shown.Contains(attribute))
            {
                if (HasLetters(text))
                {
                    yield return $"{attribute}=\"{text}\"";
                }
            }
            else if (text.Contains('<', StringComparison.Ordinal))
            {
                // Of a picture, put together by hand.
                foreach (var part in OfMarkup(text))
                {
                    yield return part;
                }
            }
            else if ((endOfValue is null || !char.IsLower(attribute[0])) && IsSentence(text) && !IsForOperators(instruction))
            {
                yield return text;
            }
        }
    }

    // Text between tags, and attributes of tags without anything that changes: Razor makes one string of them.
    private static IEnumerable<string> OfMarkup(string markup)
    {
        foreach (Match attribute in Attribute().Matches(markup))
        {
            if (s_shown.Contains(attribute.Groups["name"].Value) && HasLetters(attribute.Groups["value"].Value))
            {
                yield return attribute.Value;
            }
        }

        foreach (var text in Tag().Split(Unread().Replace(markup, "")).Where(HasLetters))
        {
            yield return text.Trim();
        }
    }

    // The name comes after its number and before what makes the value; the call ends it.
    private static Instruction? AttributeOf(Instruction name)
    {
        if (name.Previous?.OpCode.Name.StartsWith("ldc.i4", StringComparison.Ordinal) != true)
        {
            return null;
        }

        for (var next = name.Next; next is not null && next.OpCode.FlowControl is not FlowControl.Return; next = next.Next)
        {
            if (next.Operand is MethodReference { DeclaringType.Name: "RenderTreeBuilder" } call)
            {
                return s_ofAttributes.Contains(call.Name) ? next : null;
            }
        }

        return null;
    }

    // Exceptions, log lines and what metrics are described by are read by those who run the platform, in English.
    private static bool IsForOperators(Instruction text)
    {
        for (var next = text.Next; next is not null; next = next.Next)
        {
            if (next.Operand is MethodReference { DeclaringType: var type }
                && (type.Name.EndsWith("Exception", StringComparison.Ordinal) || type.Namespace is "Microsoft.Extensions.Logging" or "System.Diagnostics.Metrics"))
            {
                return true;
            }

            if (next.OpCode.FlowControl is FlowControl.Return or FlowControl.Branch or FlowControl.Throw)
            {
                return false;
            }
        }

        return false;
    }

    private static bool HasLetters(string text) => text.Any(char.IsLetter);

    private static bool IsSentence(string text) => Sentence().IsMatch(text);

    [GeneratedRegex("(?<name>[\\w-]+)=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Attribute();

    [GeneratedRegex("<[^>]*>", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tag();

    [GeneratedRegex("<!DOCTYPE[^>]*>|<script.*?</script>|<style.*?</style>|&\\w+;", RegexOptions.Singleline | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unread();

    // Two words with a space between them, or one that begins like a sentence and ends like one.
    [GeneratedRegex(@"\p{L}{2,}[,;:.!?]? \p{L}{2,}|^\p{Lu}\p{Ll}+[.!?…]$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sentence();
}
