# Từ 1/7/2025 còn hai cấp; giấy phép xây dựng, im lặng là đồng ý (two levels; silence is consent)
at '07:00 01/07/2025'
publish procedures/directory/two_levels.lua
node thuc-phan
at '08:00 07/07/2025'
submit thuc-phan --procedure 1.013225 --unit H14.61.01 --as mai.huong --channel direct \
	--applicant 'Trần Quốc Việt' --id-number 999055000005 \
	--field floors=2 --field needs_opinion=true --paper don --paper giay_to_dat --paper ban_ve
at '10:00 07/07/2025'
act thuc-phan mai.huong H14.61.01 complete
at '08:00 10/07/2025'
act tinh-cao-bang hua.kien H14.07 agree --step opinion
at '10:00 15/07/2025'
act thuc-phan hoang.long H14.61.03 pass
# Công an tỉnh không trả lời trong 12 ngày: coi như đồng ý, hồ sơ tự đi tiếp.
at '17:00 21/07/2025'
at '08:30 22/07/2025'
until_step thuc-phan review
act thuc-phan luong.ha H14.61.03 agreed
at '10:00 22/07/2025'
act thuc-phan phan.chinh H14.61 signed --paper giay_phep:electronic
at '14:00 22/07/2025'
act thuc-phan ly.suong H14.61 issued
at '15:00 22/07/2025'
act thuc-phan mai.huong H14.61.01 --return counter
