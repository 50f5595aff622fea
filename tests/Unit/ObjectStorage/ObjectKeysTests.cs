using Platform.ObjectStorage;
using Shouldly;
using Xunit;

namespace Platform.Unit.ObjectStorage;

public sealed class ObjectKeysTests
{
    /// <summary>What lists all objects, to copy them, would otherwise miss those of a new prefix.</summary>
    [Fact]
    public void Every_key_begins_with_one_of_the_roots()
    {
        var id = Guid.CreateVersion7();
        var keys = typeof(ObjectKeys).GetMethods().Where(method => method.IsStatic && !method.IsSpecialName && method.ReturnType == typeof(string))
            .Select(method => (string)method.Invoke(null, [.. method.GetParameters().Select(parameter => Argument(parameter.ParameterType, id))])!)
            .ToList();

        keys.Count.ShouldBeGreaterThan(7);
        keys.ShouldAllBe(key => ObjectKeys.Roots.Any(root => key.StartsWith(root, StringComparison.Ordinal)));
        ObjectKeys.Roots.ShouldAllBe(root => keys.Any(key => key.StartsWith(root, StringComparison.Ordinal)));
    }

    private static object Argument(Type type, Guid id) => type == typeof(Guid) ? id : Convert.ChangeType(0, type, System.Globalization.CultureInfo.InvariantCulture);
}
