using System.Reflection;
using System.Text.RegularExpressions;
using Altitude.Testing;
using Altitude.Web.Background;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;

namespace Altitude.Web.Tests.Matrix;

/// <summary>Every way into the program, found in the program itself.</summary>
public static partial class Doors
{
    /// <summary>Patterns of all endpoints but static files.</summary>
    public static IReadOnlyList<string> Routes(RunningApp app) =>
        [
            .. app
                .Services.GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .Where(e => e.Metadata.All(m => m.GetType().Name is not ("StaticAssetDescriptor" or "StaticAssetBuildOrder")))
                .Select(e => "/" + (e.RoutePattern.RawText ?? "").TrimStart('/'))
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Named forms: "{page's route}#{form}", or the component's file where it has no route of its own.</summary>
    public static IReadOnlyList<string> Forms() =>
        [
            .. Directory
                .GetFiles(Path.Combine(Repository.Root, "Altitude.Web"), "*.razor", SearchOption.AllDirectories)
                .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal))
                .SelectMany(f =>
                {
                    var text = File.ReadAllText(f);
                    var place = PageRoute().Match(text) is { Success: true } route ? route.Groups[1].Value : Path.GetFileName(f);
                    return FormName().Matches(text).Select(m => $"{place}#{m.Groups[1].Value}");
                })
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>What a browser can call on a hub, and what its scripts can call in a circuit: "Type.Method".</summary>
    public static IReadOnlyList<string> HubMethods() =>
        [
            .. typeof(LiveHub)
                .Assembly.GetTypes()
                .SelectMany(t =>
                    t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                        .Where(m =>
                            m.GetCustomAttribute<JSInvokableAttribute>() is not null
                            || (t.IsAssignableTo(typeof(Hub)) && m is { IsSpecialName: false, IsStatic: false } && m.GetBaseDefinition() == m)
                        )
                        .Select(m => $"{t.Name.Split('`')[0]}.{m.Name}")
                )
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Methods of the features' services that do or read something: "Type.Method(First parameter's type)".</summary>
    public static IReadOnlyList<string> Errands(RunningApp app)
    {
        using var scope = app.Services.CreateScope();
        var isService = app.Services.GetRequiredService<IServiceProviderIsService>();
        return
        [
            .. typeof(LiveHub)
                .Assembly.GetTypes()
                .Where(t =>
                    t is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false }
                    && isService.IsService(t)
                    && !t.IsAssignableTo(typeof(CircuitHandler))
                )
                .Where(t =>
                    (t.Namespace?.StartsWith("Altitude.Web.Features.", StringComparison.Ordinal) == true || t.Namespace == "Altitude.Web.Files")
                    && !t.Name.EndsWith("Mailing", StringComparison.Ordinal)
                )
                .SelectMany(t =>
                    t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                        .Where(m =>
                            m.ReturnType.Name.StartsWith("Task", StringComparison.Ordinal)
                            || m.ReturnType.Name.StartsWith("ValueTask", StringComparison.Ordinal)
                        )
                        .Where(m => !m.Name.StartsWith("Dispose", StringComparison.Ordinal))
                        .Select(m => $"{t.Name}.{m.Name}({m.GetParameters().FirstOrDefault()?.ParameterType.Name})")
                )
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
    }

    public static IReadOnlyList<string> Tasks(RunningApp app) =>
        [.. app.Services.GetRequiredService<BackgroundTasks>().Names.Order(StringComparer.Ordinal)];

    [GeneratedRegex("^@page \"([^\"]+)\"", RegexOptions.Multiline)]
    private static partial Regex PageRoute();

    [GeneratedRegex("@formname=\"([^\"]+)\"")]
    private static partial Regex FormName();
}
