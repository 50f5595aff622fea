using Platform.Fuzz.Drafts;
using Platform.Fuzz.Inputs;

namespace Platform.Fuzz.Mutations;

/// <summary>A way to make a value wrong.</summary>
/// <param name="Name">What is wrong with it then.</param>
/// <param name="Apply">Makes it so.</param>
internal sealed record Mutation(string Name, Action<SpotTarget, Dice> Apply);

/// <summary>A way to make something beside the values wrong: the method, the address, headers, the form of the body.</summary>
/// <param name="Name">What is wrong with it then.</param>
/// <param name="Apply">Makes it so.</param>
internal sealed record RequestMutation(string Name, Action<Draft, Dice> Apply);
