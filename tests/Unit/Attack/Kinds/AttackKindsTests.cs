using Platform.Attack.Kinds;
using Shouldly;
using Xunit;

namespace Platform.Unit.Attack.Kinds;

public sealed class AttackKindsTests
{
    [Fact]
    public void No_two_kinds_bear_the_same_name() => AttackKinds.All.Select(kind => kind.Name).ShouldBeUnique();
}
