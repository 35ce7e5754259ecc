namespace Altitude.Domain;

/// <summary>ISO 4217 code, upper case: "USD".</summary>
public readonly record struct Currency(string Code)
{
    /// <summary>Digits after the decimal point: 0, 2 or 3 (ISO 4217, table A.1).</summary>
    public int Exponent =>
        Code switch
        {
            "BIF"
            or "CLP"
            or "DJF"
            or "GNF"
            or "ISK"
            or "JPY"
            or "KMF"
            or "KRW"
            or "PYG"
            or "RWF"
            or "UGX"
            or "VND"
            or "VUV"
            or "XAF"
            or "XOF"
            or "XPF" => 0,
            "BHD" or "IQD" or "JOD" or "KWD" or "LYD" or "OMR" or "TND" => 3,
            _ => 2,
        };

    /// <summary>Minor units in one major unit: 1, 100 or 1,000.</summary>
    public int MinorPerMajor =>
        Exponent switch
        {
            0 => 1,
            3 => 1_000,
            _ => 100,
        };

    /// <exception cref="RuleViolation">Not three letters.</exception>
    public static Currency Of(string code)
    {
        var upper = (code ?? "").Trim().ToUpperInvariant();
        RuleViolation.Unless(
            upper.Length == 3 && upper.All(char.IsAsciiLetterUpper),
            "currency.unknown",
            "Write the currency as three letters, such as USD."
        );
        return new Currency(upper);
    }

    public override string ToString() => Code;
}
