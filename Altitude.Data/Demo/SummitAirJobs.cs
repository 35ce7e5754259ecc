namespace Altitude.Data.Demo;

/// <summary>What else is on Summit Air's board: some forty jobs in every column.</summary>
internal static class SummitAirJobs
{
    private const string Dana = "Dana";
    private const string Marcus = "Marcus";
    private const string Sofia = "Sofia";

    public static readonly IReadOnlyList<PastJob> All =
    [
        // Leads: nobody is booked yet.
        new(
            "Whitaker household",
            "Ellen Whitaker",
            "2247 Dahlia St, Denver CO 80207",
            "Furnace makes a grinding noise",
            PriceBook.BlowerMotor,
            Dana,
            Reached.Lead,
            3
        ),
        new(
            "Okafor household",
            "Chidi Okafor",
            "815 E 17th Ave, Denver CO 80218",
            "Upstairs never cools down",
            PriceBook.MiniSplit,
            Dana,
            Reached.Lead,
            2
        ),
        new(
            "Blue Spruce Dental",
            "Hannah Weiss",
            "1900 Grant St, Denver CO 80203",
            "Quote for a service contract",
            PriceBook.Rooftop,
            Dana,
            Reached.Lead,
            5
        ),
        new(
            "Tran household",
            "Linh Tran",
            "3360 W Alameda Ave, Denver CO 80219",
            "Thermostat shows no temperature",
            PriceBook.Thermostat,
            Dana,
            Reached.Lead,
            1
        ),
        new(
            "Castellano household",
            "Rosa Castellano",
            "4011 Tejon St, Denver CO 80211",
            "Wants a heat pump instead of gas",
            PriceBook.HeatPump,
            Dana,
            Reached.Lead,
            6
        ),
        new(
            "Abbott household",
            "George Abbott",
            "1144 S Pearl St, Denver CO 80210",
            "Water under the furnace",
            PriceBook.Drain,
            Dana,
            Reached.Lead,
            1
        ),
        new(
            "Juniper Yoga",
            "Skye Lindqvist",
            "2901 Welton St, Denver CO 80205",
            "Studio smells of dust when heating",
            PriceBook.DuctCleaning,
            Dana,
            Reached.Lead,
            4
        ),
        // Somebody will come.
        new(
            "Nakamura household",
            "Kenji Nakamura",
            "755 S Gilpin St, Denver CO 80209",
            "Furnace tune-up before winter",
            PriceBook.FurnaceTuneUp,
            Dana,
            Reached.Booked,
            4
        )
        {
            VisitIn = 0,
            Hour = 9,
            IsConfirmed = true,
        },
        new(
            "Brennan household",
            "Aoife Brennan",
            "1330 Race St, Denver CO 80206",
            "Blower runs without stopping",
            PriceBook.BlowerMotor,
            Marcus,
            Reached.Booked,
            3
        )
        {
            VisitIn = 0,
            Hour = 13,
            IsConfirmed = true,
        },
        new(
            "Hollis & Grey Law",
            "Patricia Hollis",
            "1660 Lincoln St, Denver CO 80264",
            "Conference room too hot",
            PriceBook.Rooftop,
            Sofia,
            Reached.Booked,
            6
        )
        {
            VisitIn = 1,
            Hour = 8,
        },
        new(
            "Petrov household",
            "Irina Petrov",
            "6120 E Ohio Ave, Denver CO 80224",
            "Pilot light goes out",
            PriceBook.Igniter,
            Dana,
            Reached.Booked,
            2
        )
        {
            VisitIn = 1,
            Hour = 11,
            IsConfirmed = true,
        },
        new("Lockwood household", "James Lockwood", "2780 S Clayton St, Denver CO 80210", "AC tune-up", PriceBook.AcTuneUp, Marcus, Reached.Booked, 5)
        {
            VisitIn = 2,
            Hour = 10,
            AsksForLater = "I have to be at work until noon that day.",
        },
        new(
            "Santos household",
            "Beatriz Santos",
            "4555 Vine St, Denver CO 80216",
            "Ice on the outdoor unit",
            PriceBook.RefrigerantLeak,
            Sofia,
            Reached.Booked,
            2
        )
        {
            VisitIn = 2,
            Hour = 14,
            IsConfirmed = true,
        },
        new(
            "Pine Street Books",
            "Walter Enns",
            "1247 Pine St, Boulder CO 80302",
            "Humidity for the rare books room",
            PriceBook.Humidifier,
            Dana,
            Reached.Booked,
            7
        )
        {
            VisitIn = 3,
            Hour = 9,
        },
        new(
            "McAllister household",
            "Fiona McAllister",
            "950 N Emerson St, Denver CO 80218",
            "Second opinion on a cracked heat exchanger",
            PriceBook.Furnace,
            Marcus,
            Reached.Booked,
            1
        )
        {
            VisitIn = 4,
            Hour = 13,
        },
        new(
            "Dubois household",
            "Camille Dubois",
            "3021 Zuni St, Denver CO 80211",
            "Yearly check, two systems",
            PriceBook.FurnaceTuneUp,
            Sofia,
            Reached.OfferExpired,
            16
        ),
        // An estimate is before the customer.
        new(
            "Goldberg household",
            "Miriam Goldberg",
            "210 S Dexter St, Denver CO 80246",
            "Old furnace, frequent repairs",
            PriceBook.Furnace,
            Dana,
            Reached.Offered,
            6
        )
        {
            ValidFor = 9,
        },
        new(
            "Ramirez household",
            "Diego Ramirez",
            "1717 W 38th Ave, Denver CO 80211",
            "Garage workshop has no heat",
            PriceBook.MiniSplit,
            Marcus,
            Reached.Offered,
            4
        )
        {
            ValidFor = 11,
        },
        new(
            "Cherry Creek Pilates",
            "Naomi Field",
            "240 Milwaukee St, Denver CO 80206",
            "Cooling for two studios",
            PriceBook.TwoMiniSplits,
            Sofia,
            Reached.Offered,
            8
        )
        {
            ValidFor = 6,
        },
        new(
            "Iverson household",
            "Karl Iverson",
            "5050 W 29th Ave, Denver CO 80212",
            "Dry air in every room",
            PriceBook.Humidifier,
            Dana,
            Reached.Offered,
            5
        )
        {
            ValidFor = 3,
        },
        new(
            "Kapoor household",
            "Anjali Kapoor",
            "8801 E Hampden Ave, Denver CO 80231",
            "No hot water in the mornings",
            PriceBook.WaterHeater,
            Marcus,
            Reached.Offered,
            3
        )
        {
            ValidFor = 12,
        },
        new(
            "Sorensen household",
            "Mette Sorensen",
            "1455 Josephine St, Denver CO 80206",
            "From gas to heat pump",
            PriceBook.HeatPump,
            Dana,
            Reached.Offered,
            9
        )
        {
            ValidFor = 5,
        },
        new(
            "Ferris household",
            "Owen Ferris",
            "2600 S Logan St, Denver CO 80210",
            "Dust from the vents",
            PriceBook.DuctCleaning,
            Sofia,
            Reached.Offered,
            4
        )
        {
            ValidFor = 10,
        },
        new(
            "Alder & Ash Coffee",
            "Tomas Varga",
            "3535 Larimer St, Denver CO 80205",
            "Roaster room gets too warm",
            PriceBook.MiniSplit,
            Sofia,
            Reached.Offered,
            7
        )
        {
            ValidFor = 8,
        },
        new(
            "Vance household",
            "Gloria Vance",
            "1920 S Ogden St, Denver CO 80210",
            "Compressor trips the breaker",
            PriceBook.RefrigerantLeak,
            Marcus,
            Reached.OfferDeclined,
            13
        ),
        // Approved: the work is to be done.
        new(
            "Haddock household",
            "Peter Haddock",
            "711 Humboldt St, Denver CO 80218",
            "New furnace before the first frost",
            PriceBook.Furnace,
            Marcus,
            Reached.Approved,
            7
        )
        {
            VisitIn = 1,
            Hour = 14,
            IsConfirmed = true,
        },
        new(
            "Yellow Door Daycare",
            "Denise Carter",
            "4410 Tennyson St, Denver CO 80212",
            "Nap room cooling",
            PriceBook.MiniSplit,
            Sofia,
            Reached.Approved,
            9
        )
        {
            VisitIn = 3,
            Hour = 8,
            IsConfirmed = true,
        },
        new(
            "Mbeki household",
            "Thandi Mbeki",
            "3900 E 14th Ave, Denver CO 80206",
            "Loud bang when heating starts",
            PriceBook.BlowerMotor,
            Dana,
            Reached.Approved,
            5
        )
        {
            VisitIn = 2,
            Hour = 8,
        },
        new(
            "Larsen household",
            "Nils Larsen",
            "2311 W 32nd Ave, Denver CO 80211",
            "Water heater leaks",
            PriceBook.WaterHeater,
            Marcus,
            Reached.Approved,
            6
        )
        {
            VisitIn = 3,
            Hour = 11,
        },
        new(
            "Quigley household",
            "Maeve Quigley",
            "1085 Clermont St, Denver CO 80220",
            "Smart thermostat for the whole house",
            PriceBook.Thermostat,
            Dana,
            Reached.Approved,
            4
        ),
        new(
            "Foothills Vet Clinic",
            "Samuel Ortiz",
            "7600 W Jewell Ave, Lakewood CO 80232",
            "Heat pump for the surgery",
            PriceBook.HeatPump,
            Sofia,
            Reached.Approved,
            10
        )
        {
            VisitIn = 4,
            Hour = 8,
            IsConfirmed = true,
        },
        // Done and invoiced; two are overdue, one is paid in part.
        new(
            "Bellamy household",
            "Ruth Bellamy",
            "480 S Marion Pkwy, Denver CO 80209",
            "AC not cooling at all",
            PriceBook.RefrigerantLeak,
            Dana,
            Reached.Invoiced,
            33
        ),
        new(
            "Stonegate Apartments",
            "Victor Nguyen",
            "1500 N Clarkson St, Denver CO 80218",
            "Boiler room ventilation",
            PriceBook.Rooftop,
            Marcus,
            Reached.Invoiced,
            26
        ),
        new("Finch household", "Abigail Finch", "3245 Quitman St, Denver CO 80212", "Furnace igniter", PriceBook.Igniter, Sofia, Reached.Invoiced, 9),
        new(
            "Rojas household",
            "Mateo Rojas",
            "1234 Knox Ct, Denver CO 80204",
            "Condensate pump overflow",
            PriceBook.Drain,
            Dana,
            Reached.Invoiced,
            8
        ),
        new(
            "Harper Design Studio",
            "Lena Harper",
            "2100 Blake St, Denver CO 80205",
            "Blower motor",
            PriceBook.BlowerMotor,
            Marcus,
            Reached.PartlyPaid,
            12
        )
        {
            NextBill = "Maintenance plan, two visits a year",
        },
        new(
            "Eriksen household",
            "Sven Eriksen",
            "955 S Race St, Denver CO 80209",
            "Duct cleaning before moving in",
            PriceBook.DuctCleaning,
            Sofia,
            Reached.Invoiced,
            10
        )
        {
            IsBilledTwice = true,
        },
        // Paid.
        new(
            "Chandler household",
            "Monica Chandler",
            "1640 Monaco Pkwy, Denver CO 80220",
            "AC replacement, heat pump",
            PriceBook.HeatPump,
            Dana,
            Reached.Paid,
            41
        )
        {
            GivenBackFor = "The second visit was late",
        },
        new(
            "Baptiste household",
            "Jean Baptiste",
            "2815 Gaylord St, Denver CO 80205",
            "No heat on the first cold day",
            PriceBook.Igniter,
            Marcus,
            Reached.Paid,
            29
        ),
        new(
            "Mile High Ceramics",
            "Greta Lund",
            "3800 Walnut St, Denver CO 80205",
            "Kiln room rooftop unit",
            PriceBook.Rooftop,
            Sofia,
            Reached.Paid,
            24
        ),
        new(
            "Donovan household",
            "Keith Donovan",
            "4625 Eliot St, Denver CO 80211",
            "Thermostat upgrade",
            PriceBook.Thermostat,
            Dana,
            Reached.Paid,
            21
        ),
        new(
            "Park household",
            "Ji-woo Park",
            "9090 E Cornell Ave, Denver CO 80231",
            "Furnace tune-up",
            PriceBook.FurnaceTuneUp,
            Marcus,
            Reached.Paid,
            18
        ),
        new(
            "Whitaker household",
            "Ellen Whitaker",
            "2247 Dahlia St, Denver CO 80207",
            "AC tune-up in spring",
            PriceBook.AcTuneUp,
            Sofia,
            Reached.Paid,
            15
        ),
        new(
            "Lombardi household",
            "Paolo Lombardi",
            "3377 Osage St, Denver CO 80211",
            "Water heater replacement",
            PriceBook.WaterHeater,
            Marcus,
            Reached.Paid,
            14
        ),
    ];
}
