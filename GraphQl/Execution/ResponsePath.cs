namespace Platform.GraphQl.Execution;

/// <summary>A place in the answer.</summary>
/// <param name="Parent">What it is in; null for the root.</param>
/// <param name="Key">A response name, or a position in a list.</param>
internal sealed record ResponsePath(ResponsePath? Parent, object Key)
{
    public List<object> ToList()
    {
        var keys = new List<object>();
        for (var step = this; step is not null; step = step.Parent)
        {
            keys.Add(step.Key);
        }

        keys.Reverse();
        return keys;
    }
}
