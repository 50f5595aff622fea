using Platform.GraphQl.Syntax;
using Platform.GraphQl.Types;

namespace Platform.GraphQl.Validation;

/// <summary>All rules that a document must keep before it is executed (October 2021, section 5).</summary>
internal static class Validator
{
    public static ValidationContext Validate(GraphQlSchema schema, Document document)
    {
        var context = new ValidationContext(schema, document);
        DefinitionRules.Check(context);
        SelectionRules.Check(context);
        VariableRules.Check(context);
        IntrospectionDepth.Check(context);

        // Unfolds fragments, so it needs them to be free of circles.
        if (!context.Broken.Contains(DefinitionRules.NoFragmentCycles))
        {
            OverlappingFields.Check(context);
        }

        return context;
    }
}
