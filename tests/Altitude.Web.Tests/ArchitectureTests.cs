using System.Reflection;
using System.Text.RegularExpressions;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;
using NetArchTest.Rules;
using TestResult = NetArchTest.Rules.TestResult;

namespace Altitude.Web.Tests;

/// <summary>Each "never" of the house, as a test whose name is the sentence.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly Assembly DomainAssembly = typeof(Money).Assembly;
    private static readonly Assembly DataAssembly = typeof(WorkspaceDb).Assembly;
    private static readonly Assembly WebAssembly = typeof(LiveFeed).Assembly;

    [Fact]
    public void Domain_never_imports_the_database_the_web_the_payment_provider_or_background_tasks() =>
        Never(Types.InAssembly(DomainAssembly), "Microsoft.EntityFrameworkCore", "Npgsql", "Microsoft.AspNetCore", "Stripe", "Hangfire", "MudBlazor");

    [Fact]
    public void Domain_has_no_package_at_all()
    {
        var references = DomainAssembly.GetReferencedAssemblies().Select(a => a.Name!).Where(n => !n.StartsWith("System", StringComparison.Ordinal)); // Name: set for every reference.

        Assert.Empty(references.Except(["netstandard", "mscorlib"]));
    }

    [Fact]
    public void Domain_data_and_features_never_read_the_machines_clock() =>
        NoLine(
            MachineClock(),
            Sources("Altitude.Domain", "Altitude.Data", "Altitude.Web/Features", "Altitude.Web/Files")
                .Where(f => !f.Contains("/Postgres/", StringComparison.Ordinal))
        );

    [Fact]
    public void Nobody_breaks_a_statement_off() =>
        NoLine(
            new Regex(@"\.Execute(Scalar|NonQuery|Reader)Async\((cancellationToken|stop)"), // WholeStatements says why.
            Sources("Altitude.Data", "Altitude.Web")
                .Where(f => !f.Contains("/Postgres/", StringComparison.Ordinal) && !f.Contains("/Bulk/", StringComparison.Ordinal))
                .Where(f => !f.Contains("/Demo/", StringComparison.Ordinal) && !f.EndsWith("/Schema.cs", StringComparison.Ordinal)) // Verbs that run alone.
        );

    [Fact]
    public void Features_never_pace_themselves_by_a_time_provider() =>
        NoLine(new Regex(@"\bTimeProvider\b"), Sources("Altitude.Domain", "Altitude.Web/Features"));

    [Fact]
    public void Data_never_imports_the_web_application_the_payment_provider_background_tasks_or_mail() =>
        Never(Types.InAssembly(DataAssembly), "Altitude.Web", "Stripe", "Hangfire", "MailKit", "MimeKit", "MudBlazor");

    [Fact]
    public void Use_cases_and_queries_never_see_the_request_the_component_library_or_components() =>
        Never(
            Types
                .InAssembly(WebAssembly)
                .That()
                .ResideInNamespaceMatching(@"^Altitude\.Web\.(Features\.[A-Za-z]+|Files)$")
                .And()
                .MeetCustomRule(new IsErrand()),
            "Microsoft.AspNetCore.Http",
            "MudBlazor",
            "Microsoft.AspNetCore.Components"
        );

    [Fact]
    public void Components_never_reach_the_database_the_payment_provider_or_background_tasks() =>
        Never(
            Types.InAssembly(WebAssembly).That().Inherit(typeof(ComponentBase)),
            typeof(WorkspaceDb).FullName!, // A named type.
            typeof(WorkspaceDbFactory).FullName!,
            typeof(PlatformDb).FullName!,
            "Stripe",
            "Hangfire",
            "Npgsql",
            "Microsoft.EntityFrameworkCore"
        );

    [Fact]
    public void A_feature_never_uses_another_features_use_cases_or_components()
    {
        var features = WebAssembly.GetTypes().Where(t => FeatureOf(t) is not null).ToLookup(FeatureOf);
        var foul = features
            .SelectMany(feature =>
                feature
                    .SelectMany(type =>
                        Uses(type).Where(used => FeatureOf(used) is { } other && other != feature.Key && (IsUseCase(used) || IsComponent(used)))
                    )
                    .Select(used => $"{feature.Key} uses {used.FullName}")
            )
            .Distinct()
            .ToArray();

        Assert.Empty(foul);
    }

    [Fact]
    public void Only_the_mail_folder_imports_the_mail_library() =>
        Never(Types.InAssembly(WebAssembly).That().DoNotResideInNamespaceStartingWith("Altitude.Web.Email"), "MailKit", "MimeKit");

    [Fact]
    public void Only_background_and_hosting_import_the_task_runner() =>
        Never(
            Types
                .InAssembly(WebAssembly)
                .That()
                .DoNotResideInNamespaceStartingWith("Altitude.Web.Background")
                .And()
                .DoNotResideInNamespaceStartingWith("Altitude.Web.Hosting"),
            "Hangfire"
        );

    [Fact]
    public void Nothing_imports_the_payment_provider_outside_its_folder() =>
        Never(Types.InAssembly(WebAssembly).That().DoNotResideInNamespaceStartingWith("Altitude.Web.Stripe"), "Stripe.");

    [Fact]
    public void NOTIFY_never_runs_where_business_is_done() =>
        NoLine(
            new Regex(@"pg_notify|\bnotify\s+altitude", RegexOptions.IgnoreCase),
            Sources("Altitude.Domain", "Altitude.Data", "Altitude.Web")
                .Where(f =>
                    !f.EndsWith("Live/HeadNotifier.cs", StringComparison.Ordinal) && !f.EndsWith("Live/Whispers.cs", StringComparison.Ordinal)
                ),
            Directory.GetFiles(Path.Combine(Root, "Altitude.Data/Migrations"), "*.sql")
        );

    [Fact]
    public void User_text_never_becomes_markup() =>
        NoLine(new Regex(@"MarkupString|AddMarkupContent|innerHTML|insertAdjacentHTML"), Sources("Altitude.Web"), OwnScripts());

    [Fact]
    public void Nobody_steps_over_a_query_filter() =>
        NoLine(new Regex("IgnoreQueryFilters"), Sources("Altitude.Domain", "Altitude.Data", "Altitude.Web"));

    [Fact]
    public void Nobody_blocks_on_what_is_awaited() =>
        NoLine(new Regex(@"\.GetAwaiter\(\)\.GetResult\(\)|\.Wait\(\)|async void"), Sources("Altitude.Domain", "Altitude.Data", "Altitude.Web"));

    [Fact]
    public void Settings_are_never_locked_for_share() =>
        NoLine(new Regex("for share", RegexOptions.IgnoreCase), Sources("Altitude.Data", "Altitude.Web"));

    [Theory]
    [InlineData("<p style=\"color: red\">", true)]
    [InlineData("<p style=@Look>", true)]
    [InlineData("<p style='@Look'>", true)]
    [InlineData("<MudText Style=\"@Look\">", true)]
    [InlineData("<p style=\"@Look;--from:@From\">", true)]
    [InlineData("<p style=\"@Placed.Figures\">", false)]
    [InlineData("<p style=\"@FiguresOf(from, until)\">", false)]
    public void An_inline_style_is_found_however_it_is_written(string markup, bool isFound) => Assert.Equal(isFound, InlineStyle().IsMatch(markup));

    [Fact]
    public void Styles_are_never_written_inline_or_forced()
    {
        var pages = Directory
            .GetFiles(Path.Combine(Root, "Altitude.Web"), "*.razor", SearchOption.AllDirectories)
            .Where(f => IsSource(f) && !f.Contains("/Email", StringComparison.Ordinal));
        NoLine(InlineStyle(), pages);
        NoLine(new Regex("!important"), Directory.GetFiles(Path.Combine(Root, "Altitude.Web/wwwroot"), "*.css"));
    }

    /// <summary>The document has a base address, against which "#email" alone means the front page.</summary>
    [Fact]
    public void A_link_within_a_page_names_the_page() =>
        NoLine(new Regex("href=\"#"), Sources("Altitude.Web").Where(f => f.EndsWith(".razor", StringComparison.Ordinal)));

    private static void Never(PredicateList types, params string[] imports) => Never(types.ShouldNot().HaveDependencyOnAny(imports).GetResult());

    private static void Never(Types types, params string[] imports) => Never(types.ShouldNot().HaveDependencyOnAny(imports).GetResult());

    private static void Never(TestResult result) => Assert.Empty(result.FailingTypeNames ?? []);

    private static void NoLine(Regex pattern, params IEnumerable<string>[] files)
    {
        var lines = files
            .SelectMany(f => f)
            .SelectMany(file => File.ReadLines(file).Select((line, i) => (file, line, i)))
            .Where(l =>
                pattern.IsMatch(l.line)
                && !l.line.TrimStart().StartsWith("//", StringComparison.Ordinal)
                && !l.line.TrimStart().StartsWith("--", StringComparison.Ordinal)
            )
            .Select(l => $"{Path.GetRelativePath(Root, l.file)}:{l.i + 1}: {l.line.Trim()}")
            .ToArray();

        Assert.Empty(lines);
    }

    private static IEnumerable<string> Sources(params string[] folders) =>
        folders
            .SelectMany(f => Directory.GetFiles(Path.Combine(Root, f), "*.*", SearchOption.AllDirectories))
            .Where(f => IsSource(f) && Path.GetExtension(f) is ".cs" or ".razor");

    private static string[] OwnScripts() => Directory.GetFiles(Path.Combine(Root, "Altitude.Web/wwwroot"), "*.js");

    private static bool IsSource(string file) =>
        !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal);

    private static string? FeatureOf(Type type) =>
        type.Namespace?.StartsWith("Altitude.Web.Features.", StringComparison.Ordinal) == true ? type.Namespace.Split('.')[3] : null;

    private static bool IsComponent(Type type) => type.IsAssignableTo(typeof(ComponentBase)) && !type.IsAbstract;

    private static bool IsUseCase(Type type) =>
        type is { IsClass: true, IsAbstract: false }
        && type.GetMethods().Any(m => m.Name.StartsWith("Run", StringComparison.Ordinal))
        && !type.Name.EndsWith("Query", StringComparison.Ordinal)
        && !type.IsAssignableTo(typeof(Delegate));

    private static IEnumerable<Type> Uses(Type type)
    {
        const BindingFlags All =
            BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        return type.GetConstructors(All)
            .SelectMany(c => c.GetParameters().Select(p => p.ParameterType))
            .Concat(type.GetFields(All).Select(f => f.FieldType))
            .Concat(type.GetProperties(All).Select(p => p.PropertyType))
            .Concat(type.GetMethods(All).SelectMany(m => m.GetParameters().Select(p => p.ParameterType)));
    }

    private static readonly string Root = Altitude.Testing.Repository.Root;

    /// <summary>But for figures that a stylesheet reckons with: custom properties that are numbers, tested where they are made.</summary>
    [GeneratedRegex(@"\s[sS]tyle=(?!""@[\w.]*Figures(Of\([\w., ]*\))?"")")]
    private static partial Regex InlineStyle();

    [GeneratedRegex(@"DateTime(Offset)?\.(Utc)?Now|DateTime\.Today")]
    private static partial Regex MachineClock();

    /// <summary>A use-case or a query: it runs, or its name says that it asks.</summary>
    private sealed class IsErrand : ICustomRule
    {
        public bool MeetsRule(Mono.Cecil.TypeDefinition type) =>
            type.Name.EndsWith("Query", StringComparison.Ordinal) || type.Methods.Any(m => m.Name.StartsWith("RunAsync", StringComparison.Ordinal));
    }
}
