using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using Platform.GraphQl.Syntax;
using Platform.GraphQl.Types;
using Platform.GraphQl.Validation;

namespace Platform.GraphQl.Execution;

/// <summary>One execution of an operation (October 2021, section 6).</summary>
internal sealed class Execution(
    GraphQlSchema schema,
    ValidationContext document,
    ObjectType root,
    OperationDefinition operation,
    Dictionary<string, object?> variables,
    int maxFields,
    Func<Exception, GraphQlFieldException?>? translate,
    object? state,
    CancellationToken cancellationToken)
{
    // Stands for a value that an error has made null where its type forbids null: the next value around it becomes null.
    private static readonly object s_broken = new();

    private readonly ConcurrentQueue<GraphQlError> _errors = new();
    private int _fields;

    public async Task<GraphQlResponse> RunAsync()
    {
        try
        {
            var data = await SelectAsync(root, null, Collect(root, [operation.Selections]), null, isSerial: operation.Type == OperationType.Mutation);
            return new GraphQlResponse(isExecuted: true, data as ResponseObject, [.. _errors]);
        }
        catch (TooManyFieldsException)
        {
            return Failed(string.Create(CultureInfo.InvariantCulture, $"The answer has more than {maxFields} fields."), "limit");
        }
        catch (InputException exception)
        {
            // A directive of the root's selections.
            return Failed(exception.Message, "validation");
        }
    }

    private static GraphQlResponse Failed(string message, string code) => new(isExecuted: true, null, [new GraphQlError(message, [], Code: code)]);

    /// <summary>Fields by response name, in the order of the document, with fragments unfolded and directives obeyed.</summary>
    private List<KeyValuePair<string, List<Field>>> Collect(ObjectType type, IEnumerable<SelectionSet> sets)
    {
        var groups = new List<KeyValuePair<string, List<Field>>>();
        var byName = new Dictionary<string, List<Field>>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var selections in sets)
        {
            Add(selections);
        }

        return groups;

        void Add(SelectionSet selections)
        {
            foreach (var selection in selections.Items.Where(IsIncluded))
            {
                switch (selection)
                {
                    case Field field:
                        if (!byName.TryGetValue(field.ResponseName, out var fields))
                        {
                            byName.Add(field.ResponseName, fields = []);
                            groups.Add(new(field.ResponseName, fields));
                        }

                        fields.Add(field);
                        break;
                    case InlineFragment inline when inline.On is null || Applies(inline.On):
                        Add(inline.Selections);
                        break;
                    case FragmentSpread spread when seen.Add(spread.Name) && document.Fragments[spread.Name] is var fragment && Applies(fragment.On):
                        Add(fragment.Selections);
                        break;
                }
            }
        }

        bool Applies(NamedTypeNode on) => ((CompositeType)schema.Types[on.Name]).Possible.Contains(type);
    }

    private bool IsIncluded(Selection selection) => !Condition(selection, "skip", otherwise: false) && Condition(selection, "include", otherwise: true);

    private bool Condition(Selection selection, string directive, bool otherwise) =>
        selection.Directives.FirstOrDefault(candidate => candidate.Name == directive) is { } found
            ? (bool)Arguments.Coerce(schema.Directives[directive].Arguments, found.Arguments, variables)["if"]!
            : otherwise;

    private async ValueTask<object?> SelectAsync(ObjectType type, object? source, List<KeyValuePair<string, List<Field>>> groups, ResponsePath? path, bool isSerial)
    {
        var names = new string[groups.Count];
        var values = new object?[groups.Count];
        List<(int Index, Task<object?> Value)>? pending = null;
        for (var i = 0; i < groups.Count; i++)
        {
            names[i] = groups[i].Key;
            var value = FieldAsync(type, source, groups[i].Value, new ResponsePath(path, names[i]));
            if (value.IsCompletedSuccessfully || isSerial)
            {
                values[i] = await value;
            }
            else
            {
                (pending ??= []).Add((i, value.AsTask()));
            }
        }

        if (pending is not null)
        {
            await Task.WhenAll(pending.Select(field => field.Value));
            foreach (var (index, value) in pending)
            {
                values[index] = await value;
            }
        }

        return Array.IndexOf(values, s_broken) >= 0 ? s_broken : new ResponseObject(names, values);
    }

    private async ValueTask<object?> FieldAsync(ObjectType type, object? source, List<Field> fields, ResponsePath path)
    {
        if (Interlocked.Increment(ref _fields) > maxFields)
        {
            throw new TooManyFieldsException();
        }

        var field = fields[0];
        if (field.Name == "__typename")
        {
            return type.Name;
        }

        var definition = schema.FindField(type, field.Name)!;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var arguments = Arguments.Coerce(definition.Arguments, field.Arguments, variables);
            var value = await definition.Resolver!(new FieldContext(field.Name, source, arguments, state, cancellationToken));
            return await CompleteAsync(definition.Type, fields, value, path);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception) when (exception is not TooManyFieldsException)
        {
            Report(fields, path, exception);
            return definition.Type is NonNullType ? s_broken : null;
        }
    }

    private async ValueTask<object?> CompleteAsync(GraphQlType type, List<Field> fields, object? value, ResponsePath path)
    {
        var completed = value is null ? null : await CompleteValueAsync(type.Nullable, fields, value, path);
        if (type is not NonNullType)
        {
            return ReferenceEquals(completed, s_broken) ? null : completed;
        }

        if (completed is null)
        {
            Report(fields, path, "There is no value where the schema promises one.", "server");
            return s_broken;
        }

        return completed;
    }

    private ValueTask<object?> CompleteValueAsync(GraphQlType type, List<Field> fields, object value, ResponsePath path) => type switch
    {
        ListType list => CompleteListAsync(list.Of, fields, value, path),
        CompositeType composite => SelectAsync(ObjectTypeOf(composite, value), value, fields, path),
        EnumType members => new(value is string name && members.Has(name) ? name : Unfit(type, fields, path)),
        ScalarType scalar => new(scalar.Codec.Write(value) ?? Unfit(type, fields, path)),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    private ValueTask<object?> SelectAsync(ObjectType type, object value, List<Field> fields, ResponsePath path) =>
        SelectAsync(type, value, Collect(type, fields.Select(field => field.Selections!)), path, isSerial: false);

    private async ValueTask<object?> CompleteListAsync(GraphQlType itemType, List<Field> fields, object value, ResponsePath path)
    {
        if (value is string or not IEnumerable)
        {
            return Unfit(new ListType(itemType), fields, path);
        }

        var items = new List<object?>();
        List<(int Index, Task<object?> Value)>? pending = null;
        foreach (var item in (IEnumerable)value)
        {
            var completed = CompleteAsync(itemType, fields, item, new ResponsePath(path, items.Count));
            if (completed.IsCompletedSuccessfully)
            {
                items.Add(await completed);
            }
            else
            {
                (pending ??= []).Add((items.Count, completed.AsTask()));
                items.Add(null);
            }
        }

        if (pending is not null)
        {
            await Task.WhenAll(pending.Select(item => item.Value));
            foreach (var (index, item) in pending)
            {
                items[index] = await item;
            }
        }

        return items.Contains(s_broken) ? s_broken : items;
    }

    private ObjectType ObjectTypeOf(CompositeType type, object value) => type as ObjectType ?? (ObjectType)schema.Types[schema.TypeNames[type.Name](value)];

    private object Unfit(GraphQlType type, List<Field> fields, ResponsePath path)
    {
        Report(fields, path, $"The value is none of type \"{type}\".", "server");
        return s_broken;
    }

    private void Report(List<Field> fields, ResponsePath path, Exception exception)
    {
        var fault = exception switch
        {
            GraphQlFieldException known => known,
            InputException input => new GraphQlFieldException(input.Message, "validation"),
            _ => translate?.Invoke(exception) ?? new GraphQlFieldException("Something went wrong on our side.", "server"),
        };
        Report(exception is InputException { Node: { } node } ? [node] : fields, path, fault.Message, fault.Code);
    }

    private void Report(IEnumerable<Node> nodes, ResponsePath path, string message, string code) =>
        _errors.Enqueue(new GraphQlError(message, [.. nodes.Select(document.Document.Locate)], path.ToList(), code));

    private sealed class TooManyFieldsException : Exception;
}
