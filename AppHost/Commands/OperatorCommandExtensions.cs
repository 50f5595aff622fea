using Platform.AppHost.Services;

namespace Platform.AppHost.Commands;

internal static class OperatorCommandExtensions
{
    /// <summary>Adds the command <c>make-operator</c>, which gives an account the role of an operator, or another one that is chosen.</summary>
    /// <param name="gateway">The resource that gets the command; its program implements it.</param>
    /// <param name="platform">The database with the accounts.</param>
    public static IResourceBuilder<ProjectResource> WithOperatorCommand(this IResourceBuilder<ProjectResource> gateway, IResourceBuilder<PostgresDatabaseResource> platform) => gateway.WithProcessCommand(
        "make-operator",
        "Make someone an operator",
        async context =>
        {
            // As the service itself is started (docs/decisions/0013).
            var project = gateway.Resource.GetProjectMetadata().ProjectPath;
            var built = gateway.Resource.TryGetLastAnnotation<ExecutableAnnotation>(out var program) ? program.Command : null;
            return new ProcessCommandSpec(built ?? "dotnet")
            {
                WorkingDirectory = Path.GetDirectoryName(project),
                Arguments =
                [
                    .. built is null ? (string[])["run", "--project", project, "--no-build", "--no-launch-profile", "--"] : [],
                    "grant-operator", context.Arguments["email"].Value!,
                    context.Arguments.TryGetByName("role", out var role) && role.Value is { Length: > 0 } chosen ? chosen : "operator",
                ],
                EnvironmentVariables = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["ASPNETCORE_ENVIRONMENT"] = gateway.ApplicationBuilder.Environment.EnvironmentName,
                    ["DOTNET_ROOT"] = ServiceExtensions.RuntimeFolder,
                    ["ConnectionStrings__platform"] = (await platform.Resource.ConnectionStringExpression.GetValueAsync(context.CancellationToken))!,
                },
            };
        },
        new ProcessCommandOptions
        {
            Description = "Gives an account that there is already the pages of operators: dashboards, alerts, logs, everybody's jobs.",
            ConfirmationMessage = "An operator sees and changes the data of all users. Continue?",
            IconName = "PersonKey",
            Arguments =
            [
                new InteractionInput { Name = "email", Label = "E-mail address of the account", InputType = InputType.Text, Required = true },
                new InteractionInput
                {
                    Name = "role",
                    Label = "Role: an operator may do all, a responder work on incidents, a viewer see them",
                    InputType = InputType.Choice,
                    Value = "operator",
                    Options = [new("operator", "Operator"), new("responder", "Responder"), new("viewer", "Viewer")],
                },
            ],
        });
}
