namespace Throughline.Browser.Tests;

/// <summary>Four agencies' files about invented people, around Friday 20 November 2026. Three rows are wrong.</summary>
internal static class AgencyFiles
{
    public const string Police =
        """
        person_ref,pncid,surname,forenames,date_of_birth,sex,address,town,postcode,phone,beat
        NB/0020001,02/73319Z,Marsh,Lee,1989-12-01,M,40 Station Road,Northbrook,M4 4FG,07700 900103,Aspley
        NB/0020002,,Begum,Nadia,1998-05-23,F,3 Quarry View,Northbrook,M2 5BQ,07700 900104,Aspley
        NB/0020003,,Fenwick,Marcus,1995-03-03,M,17 Foundry Way,Northbrook,M3 3BX,,Leen

        """;

    /// <summary>Line 6 has a day that is not in the calendar.</summary>
    public const string Events =
        """
        event_id,person_ref,pncid,kind,occurred_on,offence_code,offence_description
        E1,NB/0020001,02/73319Z,arrest,2026-06-10,28E,Burglary residential
        E2,NB/0020001,02/73319Z,arrest,2026-07-22,28E,Burglary residential
        E3,NB/0020001,02/73319Z,arrest,2026-08-30,28E,Burglary residential
        E4,NB/0020001,02/73319Z,arrest,2026-10-05,28E,Burglary residential
        E5,NB/0020001,02/73319Z,arrest,2026-11-31,28E,Burglary residential
        E6,NB/0020001,02/73319Z,charge,2026-06-11,28E,Burglary residential
        E7,NB/0020001,02/73319Z,charge,2026-11-03,28E,Burglary residential
        E8,NB/0020001,02/73319Z,conviction,2025-03-03,28E,Burglary residential
        E9,NB/0020001,02/73319Z,conviction,2026-02-02,28E,Burglary residential
        E10,NB/0020001,02/73319Z,conviction,2026-07-15,28E,Burglary residential
        E11,NB/0020002,,arrest,2026-03-14,46,Theft from a shop

        """;

    /// <summary>Line 3 has no family name.</summary>
    public const string Probation =
        """
        person_ref,pncid,surname,forenames,date_of_birth,sex,order_id,order_type,started_on,ends_on,rosh,rosh_assessed_on,oasys_assessed_on,need_accommodation,need_drugs
        X120003,02/73319Z,Marsh,Lee,1989-12-01,M,2600001003,community-order,2025-12-05,2026-12-04,high,2026-09-10,2026-09-10,6,7
        X120009,,,Nadia,1998-05-23,F,2600001009,community-order,2026-04-09,2027-04-08,low,2026-04-20,2026-04-20,2,2

        """;

    /// <summary>Line 3 is a test without a result. The service knows no identifier that the police know: a person decides whether the two are one.</summary>
    public const string DrugService =
        """
        person_ref,surname,forenames,date_of_birth,sex,record_id,kind,on,substance,result,setting,treatment_status
        DS-412,Begum,Nadia,1998-05-23,F,R-1,test,2026-10-06,opiates,positive,custody,
        DS-412,Begum,Nadia,1998-05-23,F,R-2,test,2026-11-10,opiates,,clinic,

        """;
}
