using System.Globalization;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Jobs;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Tests;

/// <summary>The company, the people and the estimates of the acceptance scenarios.</summary>
internal static class Summit
{
    public static readonly Currency Usd = new("USD");
    public static readonly TimeZoneInfo Denver = TimeZoneInfo.FindSystemTimeZoneById("America/Denver");
    public static readonly TaxRate DenverTax = new("Denver sales tax", 8.81m);

    /// <summary>2027-06-08 at 12:05 in Denver, when EST-1001 was sent.</summary>
    public static readonly DateTimeOffset Tuesday = new(2027, 6, 8, 18, 5, 0, TimeSpan.Zero);

    public const string Diagnostic = "diagnostic";
    public const string Capacitor = "capacitor";
    public const string Refrigerant = "refrigerant";
    public const string Labour = "labour";
    public const string SurgeProtector = "surge-protector";

    public static readonly IReadOnlySet<string> WithSurgeProtector = new HashSet<string> { SurgeProtector };

    public static Money Dollars(decimal amount) => Money.OfMajor(amount, Usd);

    public static string Format(Money amount) => amount.Major.ToString("$#,##0.00", CultureInfo.InvariantCulture);

    public static Job AcRepair() =>
        Job.Open(Id<Job>.New(), Id<Workspace>.New(), Id<Customer>.New(), null, "JOB-1001", "AC blows warm air", null, Tuesday.AddDays(-7));

    public static LineItem Line(string key, decimal quantity, decimal price, bool taxed, decimal off = 0, bool optional = false, string unit = "") =>
        new(key, key, quantity, unit, (long)(price * 100), taxed, Discount.OfAmount((long)(off * 100)), optional);

    /// <summary>EST-1001 of S1.</summary>
    public static EstimateContent AcRepairContent(decimal capacitor = 189.00m) =>
        new(
            "AC repair",
            Usd,
            [
                Line(Diagnostic, 1, 129.00m, taxed: false, off: 50.00m),
                Line(Capacitor, 1, capacitor, taxed: true),
                Line(Refrigerant, 3, 95.00m, taxed: true, unit: "lb"),
                Line(Labour, 1.5m, 145.00m, taxed: false, unit: "h"),
                Line(SurgeProtector, 1, 249.00m, taxed: true, optional: true),
            ],
            Discount.None,
            DenverTax,
            DepositTerms.OfPercent(30),
            new DateOnly(2027, 6, 22),
            "Parts carry the maker's warranty, labour one year.",
            ""
        );

    public static Estimate Drafted(EstimateContent? content = null) =>
        Estimate.Begin(Id<Estimate>.New(), AcRepair(), "EST-1001", content ?? AcRepairContent(), Tuesday);

    public static Estimate Sent(EstimateContent? content = null)
    {
        var estimate = Drafted(content);
        estimate.Send(Denver, Tuesday);
        return estimate;
    }

    /// <summary>What Maria's page shows, agreed to with her name; the parts say what differs.</summary>
    public static ConsentGiven MariaAgrees(Estimate estimate, IReadOnlySet<string>? ticked = null, DateTimeOffset? at = null)
    {
        var sent = estimate.Sent ?? throw new InvalidOperationException("Nothing was sent.");
        var ticks = ticked ?? EstimateContent.NoTicks;
        return new ConsentGiven(
            sent.DocumentHash,
            ticks,
            sent.Content.Totals(ticks).Total.MinorUnits,
            "Maria Delgado",
            Id<Contact>.New(),
            "Maria Delgado",
            ContactRights.Full,
            Id<PortalSession>.New(),
            LinkChannel.Email,
            RequestOrigin.Of("203.0.113.7", "Mozilla/5.0"),
            at ?? Tuesday.AddHours(1)
        );
    }

    public static Consent Approve(this Estimate estimate, ConsentGiven given) =>
        estimate.Approve(Id<Consent>.New(), given, "Summit Air Heating & Cooling", Format);

    /// <summary>Whoever approved presses the button that takes it back.</summary>
    public static TakenBack TakenBackBy(Id<Contact> contact, DateTimeOffset at) =>
        new(contact, "Maria Delgado", Id<PortalSession>.New(), RequestOrigin.Of("203.0.113.7", "Mozilla/5.0"), at);

    /// <summary>EST-1001 in three packages that share the labour: 423.15, 466.67 and 597.25, with an option in the last alone.</summary>
    public static EstimateContent Packages() =>
        AcRepairContent() with
        {
            Lines =
            [
                Line(Labour, 1.5m, 145.00m, taxed: false, unit: "h"),
                Line("good", 1, 189.00m, taxed: true) with
                {
                    Package = "Good",
                },
                Line("better", 1, 229.00m, taxed: true) with
                {
                    Package = "Better",
                },
                Line("best", 1, 349.00m, taxed: true) with
                {
                    Package = "Best",
                },
                Line(SurgeProtector, 1, 249.00m, taxed: true, optional: true) with
                {
                    Package = "Best",
                },
            ],
        };

    /// <summary>The rule that refused <paramref name="act"/>.</summary>
    public static string RefusedBy(Action act) => Assert.Throws<RuleViolation>(act).Rule;
}
