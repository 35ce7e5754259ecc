using Altitude.Domain;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;

namespace Altitude.Data.Demo;

/// <summary>A piece of work with its price: what an estimate of the demo offers.</summary>
internal sealed record Work(string Title, DepositTerms Deposit, params LineItem[] Lines)
{
    public Discount Discount { get; init; } = Discount.None;

    public EstimateContent Offer(Currency currency, TaxRate tax, DateOnly validThrough, string terms, string notes = "") =>
        new(Title, currency, Lines, Discount, tax, Deposit, validThrough, terms, notes);
}

/// <summary>What the demo's companies do, and for how much. Prices are US cents.</summary>
internal static class PriceBook
{
    private static readonly DepositTerms Third = DepositTerms.OfPercent(30);
    private static readonly DepositTerms None = DepositTerms.None;

    /// <summary>EST-1001 of the story: 812.26, with the surge protector 1,083.20, deposit 30 %.</summary>
    public static readonly Work AcRepair = new(
        "AC repair",
        Third,
        Line("diagnostic", "Diagnostic", 1, 129_00, taxed: false) with
        {
            Discount = Discount.OfAmount(50_00),
        },
        Line("capacitor", "Capacitor 45/5 µF", 1, 189_00, taxed: true),
        Line("refrigerant", "R-410A refrigerant", 3, 95_00, taxed: true, unit: "lb"),
        Labour(1.5m),
        Line("surge-protector", "Surge protector", 1, 249_00, taxed: true) with
        {
            IsOptional = true,
        }
    );

    /// <summary>EST-1002 of the story: the one that expires while it is open.</summary>
    public static readonly Work Thermostat = new(
        "Smart thermostat and duct sealing",
        None,
        Line("thermostat", "Smart thermostat", 1, 229_00, taxed: true),
        Line("sealing", "Duct sealing, accessible joints", 6, 38_00, taxed: false),
        Labour(1),
        Line("adapter", "C-wire adapter", 1, 39_00, taxed: true) with
        {
            IsOptional = true,
        }
    );

    public static readonly Work FurnaceTuneUp = new(
        "Furnace tune-up",
        None,
        Line("tune-up", "Furnace tune-up, 21 points", 1, 149_00, false),
        Line("filter", "Air filter 16x25x4", 1, 38_00, true)
    );
    public static readonly Work AcTuneUp = new(
        "AC tune-up",
        None,
        Line("tune-up", "AC tune-up", 1, 139_00, false),
        Line("coil", "Condenser coil cleaning", 1, 85_00, false)
    );
    public static readonly Work BlowerMotor = new(
        "Blower motor replacement",
        Third,
        Diagnostic,
        Line("motor", "ECM blower motor", 1, 486_00, true),
        Labour(2.5m)
    );
    public static readonly Work Igniter = new(
        "Igniter replacement",
        None,
        Diagnostic with
        {
            Discount = Discount.OfAmount(50_00),
        },
        Line("igniter", "Hot surface igniter", 1, 64_00, true),
        Labour(1)
    );
    public static readonly Work DuctCleaning = new(
        "Duct cleaning",
        None,
        Line("vents", "Duct cleaning, per vent", 14, 32_00, false),
        Line("fog", "Sanitising fog", 1, 95_00, false) with
        {
            IsOptional = true,
        }
    );
    public static readonly Work HeatPump = new(
        "Heat pump, 3 ton",
        Third,
        Line("heat-pump", "Heat pump 3 ton, 18 SEER2", 1, 6_480_00, true),
        Line("line-set", "Line set and pad", 1, 640_00, true),
        Labour(16),
        Line("permit", "City permit", 1, 285_00, false),
        Line("surge-protector", "Surge protector", 1, 249_00, true) with
        {
            IsOptional = true,
        }
    )
    {
        Discount = Discount.OfPercent(5),
    };

    public static readonly Work Furnace = new(
        "Gas furnace, 80,000 BTU",
        Third,
        Line("furnace", "Gas furnace 80,000 BTU, 96 %", 1, 3_150_00, true),
        Line("flue", "Flue and gas fittings", 1, 420_00, true),
        Labour(10),
        Line("permit", "City permit", 1, 180_00, false)
    );

    public static readonly Work MiniSplit = new(
        "Mini-split, 12,000 BTU",
        Third,
        Line("mini-split", "Mini-split 12,000 BTU", 1, 1_890_00, true),
        Line("bracket", "Wall bracket and cover", 1, 120_00, true),
        Labour(8)
    );
    public static readonly Work TwoMiniSplits = new(
        "Two mini-splits, 12,000 BTU",
        Third,
        Line("mini-split", "Mini-split 12,000 BTU", 2, 1_890_00, true),
        Line("bracket", "Wall bracket and cover", 2, 120_00, true),
        Labour(13)
    )
    {
        Discount = Discount.OfAmount(250_00),
    };

    public static readonly Work WaterHeater = new(
        "Water heater, 50 gallons",
        Third,
        Line("heater", "Water heater, 50 gallons", 1, 1_140_00, true),
        Labour(4),
        Line("haul", "Haul away the old one", 1, 75_00, false)
    );
    public static readonly Work RefrigerantLeak = new(
        "Refrigerant leak",
        None,
        Line("search", "Leak search", 2, 145_00, false, "h"),
        Line("refrigerant", "R-410A refrigerant", 4, 95_00, true, "lb"),
        Line("valves", "Schrader valve kit", 1, 18_00, true)
    );
    public static readonly Work Humidifier = new("Whole-house humidifier", None, Line("humidifier", "Bypass humidifier", 1, 389_00, true), Labour(2));
    public static readonly Work Rooftop = new(
        "Rooftop unit service",
        None,
        Line("service", "Rooftop unit service", 3, 189_00, false),
        Line("belts", "Drive belt", 3, 42_00, true)
    );
    public static readonly Work Drain = new(
        "Condensate drain",
        None,
        Line("drain", "Clear and treat condensate drain", 1, 165_00, false),
        Line("switch", "Float switch", 1, 46_00, true)
    );

    public static readonly Work Panel = new(
        "Panel upgrade, 200 A",
        Third,
        Line("panel", "Panel 200 A, 40 circuits", 1, 1_180_00, true),
        Line("labour", "Labour", 9, 135_00, false, "h"),
        Line("permit", "City permit", 1, 210_00, false),
        Line("surge", "Whole-house surge protector", 1, 269_00, true) with
        {
            IsOptional = true,
        }
    );
    public static readonly Work Charger = new(
        "EV charger, 48 A",
        Third,
        Line("charger", "EV charger 48 A", 1, 649_00, true),
        Line("circuit", "60 A circuit, up to 30 ft", 1, 420_00, true),
        Line("labour", "Labour", 4, 135_00, false, "h")
    );
    public static readonly Work Fans = new(
        "Ceiling fans",
        None,
        Line("fans", "Fan-rated box and mounting", 3, 145_00, false),
        Line("switches", "Wall control", 3, 48_00, true)
    );

    /// <summary>What the company offers, once each, as its price book holds it.</summary>
    public static IEnumerable<PriceEntry> EntriesOf(Currency currency, params (string Category, Work[] Works)[] offered) =>
        offered
            .SelectMany(o =>
                o.Works.SelectMany(w => w.Lines)
                    .Select(l => new PriceEntry(
                        l.Description,
                        "",
                        l.Unit,
                        new Money(l.UnitPrice, currency),
                        l.IsTaxed,
                        l.Key == "labour" || l.Key == "diagnostic" ? "Work"
                            : l.Key == "permit" ? "Fees"
                            : o.Category
                    ))
            )
            .DistinctBy(e => e.Name);

    private static LineItem Diagnostic => Line("diagnostic", "Diagnostic", 1, 129_00, taxed: false);

    private static LineItem Labour(decimal hours) => Line("labour", "Labour", hours, 145_00, taxed: false, unit: "h");

    private static LineItem Line(string key, string description, decimal quantity, long price, bool taxed, string unit = "") =>
        new(key, description, quantity, unit, price, taxed, Discount.None, IsOptional: false);
}
