namespace Platform.ApiGateway.Inputs;

/// <summary>A text in a JSON body that must not enter.</summary>
/// <param name="Field">Where it stands: a dotted path, array items by number in brackets, <c>$</c> for the whole.</param>
/// <param name="Message">What is wrong with it.</param>
internal readonly record struct JsonTextFault(string Field, string Message);
