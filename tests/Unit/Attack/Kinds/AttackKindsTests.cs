using Platform.Attack.Kinds;
using Shouldly;
using Xunit;

namespace Platform.Unit.Attack.Kinds;

public sealed class AttackKindsTests
{
    [Fact]
    public void Names_of_kinds_are_unique() => AttackKinds.All.Select(kind => kind.Name).ShouldBeUnique();
}
