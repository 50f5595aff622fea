using Platform.GraphQl.Syntax;
using Platform.GraphQl.Types;

namespace Platform.GraphQl.Validation;

/// <summary>Rules on fields, arguments, fragments and directives where they are used (sections 5.3 to 5.7).</summary>
internal sealed class SelectionRules
{
    private readonly ValidationContext _context;
    private readonly ValueRules _values;

    private SelectionRules(ValidationContext context, List<VariableUse> variables)
    {
        _context = context;
        _values = new ValueRules(context, variables);
    }

    public static void Check(ValidationContext context)
    {
        foreach (var definition in context.Document.Definitions)
        {
            var variables = new List<VariableUse>();
            context.Variables.Add(definition, variables);
            var rules = new SelectionRules(context, variables);
            switch (definition)
            {
                case OperationDefinition operation:
                    rules.CheckOperation(operation);
                    break;
                case FragmentDefinition fragment:
                    rules.CheckDirectives(fragment.Directives, "FRAGMENT_DEFINITION");
                    rules.CheckSelections(fragment.Selections, rules.TypeCondition(fragment.On));
                    break;
            }
        }
    }

    private void CheckOperation(OperationDefinition operation)
    {
        CheckDirectives(operation.Directives, operation.Type switch
        {
            OperationType.Mutation => "MUTATION",
            OperationType.Subscription => "SUBSCRIPTION",
            _ => "QUERY",
        });
        foreach (var variable in operation.Variables)
        {
            CheckDirectives(variable.Directives, "VARIABLE_DEFINITION");
            var name = variable.Type;
            while (name is not NamedTypeNode)
            {
                name = name is ListTypeNode list ? list.Of : ((NonNullTypeNode)name).Of;
            }

            CheckTypeName((NamedTypeNode)name);
            if (variable.Default is { } value)
            {
                _values.Check(value, _context.Schema.Find(variable.Type), hasDefault: false);
            }
        }

        CheckSelections(operation.Selections, _context.Schema.Roots.GetValueOrDefault(operation.Type));
    }

    private void CheckSelections(SelectionSet selections, CompositeType? parent)
    {
        foreach (var selection in selections.Items)
        {
            switch (selection)
            {
                case Field field:
                    CheckField(field, parent);
                    break;
                case InlineFragment inline:
                    CheckDirectives(inline.Directives, "INLINE_FRAGMENT");
                    var type = inline.On is null ? parent : TypeCondition(inline.On);
                    CheckPossible(inline, type, parent);
                    CheckSelections(inline.Selections, type);
                    break;
                case FragmentSpread spread:
                    CheckDirectives(spread.Directives, "FRAGMENT_SPREAD");
                    if (_context.Fragments.TryGetValue(spread.Name, out var fragment))
                    {
                        CheckPossible(spread, _context.Schema.Types.GetValueOrDefault(fragment.On.Name) as CompositeType, parent);
                    }
                    else
                    {
                        _context.Report("KnownFragmentNames", $"There is no fragment \"{spread.Name}\".", spread);
                    }

                    break;
            }
        }
    }

    private void CheckField(Field field, CompositeType? parent)
    {
        CheckDirectives(field.Directives, "FIELD");
        var definition = parent is null ? null : _context.Schema.FindField(parent, field.Name);
        if (parent is not null && definition is null)
        {
            _context.Report("FieldsOnCorrectType", $"Type \"{parent.Name}\" has no field \"{field.Name}\".", field);
        }

        CheckArguments(field, field.Arguments, definition?.Arguments, $"field \"{parent?.Name}.{field.Name}\"");
        if (definition is not null)
        {
            if (definition.Type.IsLeaf && field.Selections is not null)
            {
                _context.Report("ScalarLeafs", $"Field \"{field.Name}\" of type \"{definition.Type}\" has nothing to select.", field.Selections);
            }
            else if (!definition.Type.IsLeaf && field.Selections is null)
            {
                _context.Report("ScalarLeafs", $"Field \"{field.Name}\" of type \"{definition.Type}\" needs a selection of its fields.", field);
            }
        }

        if (field.Selections is not null)
        {
            CheckSelections(field.Selections, definition?.Type.Named as CompositeType);
        }
    }

    private void CheckDirectives(IReadOnlyList<Directive> directives, string location)
    {
        foreach (var directive in directives)
        {
            var definition = _context.Schema.Directives.GetValueOrDefault(directive.Name);
            if (definition is null)
            {
                _context.Report("KnownDirectives", $"There is no directive \"@{directive.Name}\".", directive);
            }
            else if (!definition.Locations.Contains(location))
            {
                _context.Report("KnownDirectives", $"Directive \"@{directive.Name}\" may not stand on {location}.", directive);
            }

            CheckArguments(directive, directive.Arguments, definition?.Arguments, $"directive \"@{directive.Name}\"");
        }

        _context.ReportDuplicates(
            "UniqueDirectivesPerLocation",
            directives.Where(directive => _context.Schema.Directives.GetValueOrDefault(directive.Name) is { IsRepeatable: false }),
            directive => directive.Name,
            name => $"Directive \"@{name}\" may stand here once only.");
    }

    private void CheckArguments(Node owner, IReadOnlyList<Argument> arguments, IReadOnlyDictionary<string, InputDefinition>? definitions, string name)
    {
        _context.ReportDuplicates("UniqueArgumentNames", arguments, argument => argument.Name, argument => $"Argument \"{argument}\" is given more than once.");
        foreach (var argument in arguments)
        {
            var definition = definitions?.GetValueOrDefault(argument.Name);
            if (definitions is not null && definition is null)
            {
                _context.Report("KnownArgumentNames", $"There is no argument \"{argument.Name}\" of {name}.", argument);
            }

            _values.Check(argument.Value, definition?.Type, definition?.Default is not null);
        }

        foreach (var missing in definitions?.Values.Where(definition => definition.IsRequired && arguments.All(argument => argument.Name != definition.Name)) ?? [])
        {
            _context.Report("ProvidedRequiredArguments", $"Argument \"{missing.Name}\" of type \"{missing.Type}\" of {name} is required.", owner);
        }
    }

    /// <summary>The type of a fragment; null where there is none, or none with fields.</summary>
    private CompositeType? TypeCondition(NamedTypeNode on)
    {
        var type = CheckTypeName(on);
        if (type is not null and not CompositeType)
        {
            _context.Report("FragmentsOnCompositeTypes", $"A fragment cannot be on \"{on.Name}\": it has no fields.", on);
        }

        return type as CompositeType;
    }

    private NamedType? CheckTypeName(NamedTypeNode node)
    {
        var type = _context.Schema.Types.GetValueOrDefault(node.Name);
        if (type is null)
        {
            _context.Report("KnownTypeNames", $"There is no type \"{node.Name}\".", node);
        }

        return type;
    }

    private void CheckPossible(Node node, CompositeType? type, CompositeType? parent)
    {
        if (type is not null && parent is not null && !type.Possible.Intersect(parent.Possible).Any())
        {
            _context.Report("PossibleFragmentSpreads", $"An object of type \"{parent.Name}\" can never be of type \"{type.Name}\".", node);
        }
    }
}
