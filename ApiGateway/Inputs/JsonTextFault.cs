namespace Platform.ApiGateway.Inputs;

/// <summary>Describes an invalid text in a JSON body.</summary>
/// <param name="Field">The field: a dotted path, with array indexes in brackets, or <c>$</c> for the whole body.</param>
/// <param name="Message">A description of the problem.</param>
internal readonly record struct JsonTextFault(string Field, string Message);
